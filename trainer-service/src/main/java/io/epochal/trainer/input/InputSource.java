package io.epochal.trainer.input;

import io.epochal.checkpoint.Inputs;
import io.epochal.checkpoint.SourceObjects;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.ObjectLocation;
import io.epochal.protocol.data.ObjectPin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Where the content of files comes from.
 *
 * @param inputs what submissions have put into the object store
 * @param objects what users keep in S3
 */
public record InputSource(Inputs inputs, SourceObjects objects) {
    /** Opens a pinned file; the caller closes the stream, and checks what it has read. */
    InputStream open(InputFile file) throws IOException {
        ObjectPin pin = file.pin();
        if (pin != null) {
            return objects.open(ObjectLocation.parse("path", file.path()), pin);
        }
        String digest = digest(file);
        return inputs.open(digest)
                .orElseThrow(() -> new IOException(file.path() + " is not in the object store, under " + digest));
    }

    /** A name for the content, 64 hexadecimal digits: its digest, or that of the object and its pin. */
    static String name(InputFile file) throws IOException {
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
                    file.path() + " is not in the object store: whoever submits a run puts its files there, and their"
                            + " SHA-256 into the spec; or for s3://bucket/key its ETag and size");
        }
        return digest;
    }
}
