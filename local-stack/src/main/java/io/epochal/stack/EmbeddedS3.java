package io.epochal.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** An S3 server in this JVM whose objects are the files of a folder. */
public final class EmbeddedS3 implements AutoCloseable {
    private final S3Proxy proxy;

    /** @param port to listen on at 127.0.0.1, or 0 for a free one */
    public EmbeddedS3(Path folder, int port, String accessKey, String secretKey) throws IOException {
        Files.createDirectories(folder);
        closeBuckets(folder);
        this.proxy = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
                .build();
        try {
            proxy.start();
        } catch (Exception e) {
            throw new IOException("the S3 server could not start on " + folder + ": " + e.getMessage(), e);
        }
    }

    /** S3Proxy lists a bucket to whoever asks, without a key, where everybody may read its folder. */
    private static void closeBuckets(Path folder) throws IOException {
        try (Stream<Path> buckets = Files.list(folder)) {
            for (Path bucket : buckets.filter(Files::isDirectory).toList()) {
                PrivateFiles.own(bucket);
            }
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + proxy.getPort();
    }

    @Override
    public void close() throws IOException {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IOException("the S3 server did not stop: " + e.getMessage(), e);
        }
    }
}
