package io.epochal.checkpoint;

import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.ObjectLocation;
import io.epochal.protocol.data.ObjectPin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Where the content of files comes from.
 *
 * @param inputs what submissions have put into the object store
 * @param objects what users keep in S3
 */
public record InputSource(Inputs inputs, SourceObjects objects) {
    private static final int BUFFER = 1 << 16;

    /** Opens a pinned file; the caller closes the stream, and checks what it has read. */
    public InputStream open(InputFile file) throws IOException {
        ObjectPin pin = file.pin();
        if (pin != null) {
            return objects.open(ObjectLocation.parse("path", file.path()), pin);
        }
        String digest = digest(file);
        return inputs.open(digest)
                .orElseThrow(() -> new IOException(file.path() + " is not in the object store, under " + digest));
    }

    /**
     * Copies a pinned file, verifies it, and returns its SHA-256.
     *
     * @throws IOException when it is not there, is damaged, or is not as it was pinned
     */
    public String copy(InputFile file, Path to) throws IOException {
        ObjectPin pin = file.pin();
        long most = pin == null ? Long.MAX_VALUE : pin.size();
        long copied = 0;
        MessageDigest sha256 = Inputs.sha256();
        try (InputStream in = new DigestInputStream(open(file), sha256);
                OutputStream out = Files.newOutputStream(to)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0 && copied <= most; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                copied += count;
            }
        }
        if (pin != null && copied != most) {
            throw new IOException(file.path() + " is not as it was when the run was submitted: it had " + most
                    + " bytes, and " + (copied > most ? "more" : "only " + copied) + " came");
        }
        String digest = HexFormat.of().formatHex(sha256.digest());
        if (pin == null && !digest.equals(file.sha256())) {
            throw new IOException(file.path() + " is damaged in the object store: its SHA-256 is " + digest + ", not "
                    + file.sha256());
        }
        return digest;
    }

    /** A name for the content, 64 hexadecimal digits: its digest, or that of the object and its pin. */
    public static String name(InputFile file) throws IOException {
        ObjectPin pin = file.pin();
        if (pin == null) {
            return digest(file);
        }
        String all =
                String.join("\n", file.path(), pin.etag(), String.valueOf(pin.version()), Long.toString(pin.size()));
        return HexFormat.of().formatHex(Inputs.sha256().digest(all.getBytes(StandardCharsets.UTF_8)));
    }

    private static String digest(InputFile file) throws IOException {
        String digest = file.sha256();
        if (digest == null) {
            throw new IOException(
                    file.path() + " is not in the object store: a submission puts its files there, and their SHA-256"
                            + " into the spec; or for s3://bucket/key its ETag and size");
        }
        return digest;
    }
}
