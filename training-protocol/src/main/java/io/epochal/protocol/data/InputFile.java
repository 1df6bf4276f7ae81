package io.epochal.protocol.data;

import com.fasterxml.jackson.annotation.JsonValue;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a folder, that a run spec names. In JSON it is its path, or an object with path and digest.
 *
 * @param path as the user wrote it
 * @param sha256 of the content that a submission has put into the object store, 64 hexadecimal digits; null before that
 */
public record InputFile(String path, @Nullable String sha256) {
    private static final int LONGEST = 4096;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public InputFile(String path) {
        this(path, null);
    }

    public InputFile withSha256(String digest) {
        return new InputFile(path, digest);
    }

    /** Reads the value at a key; {@link SpecException} when it is neither a path nor an object with one. */
    public static InputFile read(Fields fields, String key) {
        Object value = fields.raw(key);
        if (value == null) {
            throw fields.missing(key);
        }
        if (value instanceof String path) {
            return new InputFile(checked(fields.pathOf(key), path));
        }
        Fields object = fields.object(key);
        String digest = object.optionalText("sha256").orElse(null);
        if (digest != null && !DIGEST.matcher(digest).matches()) {
            throw object.wrong("sha256", "must be 64 hexadecimal digits in lower case");
        }
        InputFile file = new InputFile(checked(object.pathOf("path"), object.text("path")), digest);
        object.end();
        return file;
    }

    private static String checked(String field, String path) {
        if (path.isBlank() || path.length() > LONGEST || path.indexOf('\0') >= 0) {
            throw new SpecException(field, "must be the path of a file, of 1 to " + LONGEST + " characters", path);
        }
        return path;
    }

    @JsonValue
    Object json() {
        return sha256 == null ? path : Map.of("path", path, "sha256", sha256);
    }
}
