package io.epochal.protocol.data;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which content of an object a run is trained with. Only that content is read, whatever is written there later.
 *
 * @param etag as the store gives it, without quotes
 * @param version of the object; null where its bucket keeps none
 * @param size in bytes
 */
public record ObjectPin(String etag, @Nullable String version, long size) {
    private static final Pattern ETAG = Pattern.compile("[\\x21\\x23-\\x7e]{1,256}");
    private static final Pattern VERSION = Pattern.compile("[\\x21\\x23-\\x7e]{1,1024}");

    public ObjectPin {
        if (!ETAG.matcher(etag).matches()) {
            throw new SpecException("etag", "must be 1 to 256 printable ASCII characters, without quotes", etag);
        }
        if (version != null && !VERSION.matcher(version).matches()) {
            throw new SpecException("version", "must be 1 to 1024 printable ASCII characters", version);
        }
        if (size < 0) {
            throw new SpecException("size", "must be 0 or more bytes", size);
        }
    }

    /** Reads it from the object that has the path, too; null when that has none. */
    static @Nullable ObjectPin read(Fields fields) {
        String etag = fields.optionalText("etag").orElse(null);
        String version = fields.optionalText("version").orElse(null);
        long size = fields.longInteger("size", -1);
        if (etag == null && version == null && size < 0) {
            return null;
        }
        if (etag == null) {
            throw fields.missing("etag");
        }
        if (size < 0) {
            throw fields.wrong("size", "must be the object's bytes, 0 or more, as beside every etag");
        }
        try {
            return new ObjectPin(etag, version, size);
        } catch (SpecException e) {
            throw fields.wrong(e.path(), "must be what the store gave: printable ASCII characters without quotes");
        }
    }

    void addTo(Map<String, Object> json) {
        json.put("etag", etag);
        if (version != null) {
            json.put("version", version);
        }
        json.put("size", size);
    }

    /** In words. */
    public String words() {
        return "ETag " + etag + (version == null ? "" : ", version " + version) + ", " + size + " bytes";
    }
}
