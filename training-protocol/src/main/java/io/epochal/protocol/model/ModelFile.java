package io.epochal.protocol.model;

import io.epochal.protocol.Fields;
import org.jspecify.annotations.Nullable;

/**
 * A file that a model comes from.
 *
 * @param path as the user wrote it, relative to the spec
 * @param sha256 of its content, in hexadecimal; null for one without weights
 */
public record ModelFile(String path, @Nullable String sha256) {
    static ModelFile read(Fields fields) {
        String path = fields.text("keras");
        String sha256 = fields.optionalText("sha256").orElse(null);
        if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
            throw fields.wrong("sha256", "must be 64 hexadecimal digits");
        }
        return new ModelFile(path, sha256);
    }
}
