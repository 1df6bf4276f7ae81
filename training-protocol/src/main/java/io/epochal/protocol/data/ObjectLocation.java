package io.epochal.protocol.data;

import io.epochal.protocol.field.SpecException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One object in an S3 store, {@code s3://bucket/key}. The key is as the store has it: nothing in it is decoded.
 *
 * @param bucket as S3 names buckets
 * @param key 1 to 1024 bytes of UTF-8, without the steps {@code .} and {@code ..}
 */
public record ObjectLocation(String bucket, String key) {
    private static final String SCHEME = "s3://";
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9](?:[a-z0-9]|[.-](?![.])){1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final int LONGEST_KEY = 1024;
    /** Clients and servers resolve such a step, and would leave the bucket. */
    private static final Set<String> STEPS = Set.of(".", "..");

    /** Whether a path names an object, and no file. */
    public static boolean isOne(String path) {
        return path.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    }

    /**
     * Takes a path apart.
     *
     * @throws SpecException that says what of it can be no object
     */
    public static ObjectLocation parse(String field, String path) {
        if (!path.startsWith(SCHEME)) {
            throw new SpecException(field, "must be s3://bucket/key", path);
        }
        int slash = path.indexOf('/', SCHEME.length());
        String bucket = slash < 0 ? path.substring(SCHEME.length()) : path.substring(SCHEME.length(), slash);
        if (!BUCKET.matcher(bucket).matches() || ADDRESS.matcher(bucket).matches()) {
            throw new SpecException(
                    field, "must be s3://bucket/key, the bucket of 3 to 63 lower-case letters, digits, - and .", path);
        }
        return new ObjectLocation(bucket, key(field, path, slash < 0 ? "" : path.substring(slash + 1)));
    }

    private static String key(String field, String path, String key) {
        if (key.isEmpty() || key.endsWith("/")) {
            throw new SpecException(
                    field,
                    "must name one object, s3://bucket/key, and no folder; a folder of files is one ZIP file in S3,"
                            + " such as s3://bucket/flowers.zip",
                    path);
        }
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_KEY) {
            throw new SpecException(field, "must have a key of at most " + LONGEST_KEY + " bytes; it has " + bytes);
        }
        if (Arrays.stream(key.split("/", -1)).anyMatch(STEPS::contains)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(key)
                || key.chars().anyMatch(Character::isISOControl)) {
            throw new SpecException(
                    field, "must have a key without the steps . and .., and without control characters", path);
        }
        return key;
    }

    /** As users write it. */
    @Override
    public String toString() {
        return SCHEME + bucket + "/" + key;
    }
}
