package io.epochal.protocol.data;

import com.fasterxml.jackson.annotation.JsonValue;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a folder, or an object in S3, that a run spec names. In JSON it is its path, or an object with path and digest, or with
 * path and pin.
 *
 * @param path as the user wrote it
 * @param sha256 of the content that a submission has put into the object store, 64 hexadecimal digits; null before that, and for an
 *     object in S3
 * @param pin which content of an object in S3 is meant; null before a submission has asked, and for files
 */
public record InputFile(String path, @Nullable String sha256, @Nullable ObjectPin pin) {
    private static final int LONGEST = 4096;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public InputFile(String path) {
        this(path, null, null);
    }

    public InputFile(String path, @Nullable String sha256) {
        this(path, sha256, null);
    }

    public InputFile withSha256(String digest) {
        return new InputFile(path, digest, null);
    }

    public InputFile withPin(ObjectPin found) {
        return new InputFile(path, null, found);
    }

    /** Whether its content is known, so that a trainer can have it. */
    public boolean isPinned() {
        return sha256 != null || pin != null;
    }

    /** Whether it is an object in S3, {@code s3://bucket/key}. */
    public boolean isObject() {
        return ObjectLocation.isOne(path);
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
        String path = checked(object.pathOf("path"), object.text("path"));
        String digest = object.optionalText("sha256").orElse(null);
        if (digest != null && (!DIGEST.matcher(digest).matches() || ObjectLocation.isOne(path))) {
            throw object.wrong("sha256", "must be 64 hexadecimal digits in lower case, of a file and not of s3://");
        }
        ObjectPin pin = ObjectPin.read(object);
        if (pin != null && !ObjectLocation.isOne(path)) {
            throw object.wrong("etag", "may only be there for an object, s3://bucket/key");
        }
        object.end();
        return new InputFile(path, digest, pin);
    }

    private static String checked(String field, String path) {
        if (path.isBlank() || path.length() > LONGEST || path.indexOf('\0') >= 0) {
            throw new SpecException(field, "must be the path of a file, of 1 to " + LONGEST + " characters", path);
        }
        if (ObjectLocation.isOne(path)) {
            var unused = ObjectLocation.parse(field, path);
        }
        return path;
    }

    @JsonValue
    Object json() {
        if (!isPinned()) {
            return path;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", path);
        if (sha256 != null) {
            json.put("sha256", sha256);
        }
        if (pin != null) {
            pin.addTo(json);
        }
        return json;
    }
}
