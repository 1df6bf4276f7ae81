package io.epochal.protocol;

import io.epochal.protocol.field.SpecException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The one rule for names of files and checkpoints that a spec, a request or a message gives: a path below the run's own folder, as
 * Python's {@code os.path.normpath} leaves it. {@code ./a//b/../c/} is {@code a/c}; nothing leads out of the folder.
 */
public final class RelativePath {
    /** Of one part in bytes of UTF-8. File systems take 255; what we write beside a file adds a suffix to its name. */
    public static final int MAX_PART_BYTES = 200;

    /** Of all parts together, in bytes of UTF-8. An object's key has at most 1024, and the run's own part comes before. */
    public static final int MAX_BYTES = 600;

    private RelativePath() {}

    /**
     * The path, normalized.
     *
     * @param field where it was found, such as {@code callbacks[0].filename}
     * @throws SpecException when it leads out of the folder, names the folder itself, is too long, or holds what no file's name may
     */
    public static String normalize(String field, String written) {
        if (written.startsWith("/")) {
            throw new SpecException(
                    field, "must be a path below the run's folder, so it may not begin with '/'", written);
        }
        return join(field, written);
    }

    static String join(String field, String written) {
        if (written.codePoints().anyMatch(RelativePath::isForbidden)) {
            throw new SpecException(field, "may not hold control characters or '\\'", written);
        }
        if (written.length() > 8 * MAX_BYTES) {
            throw tooLong(field, written);
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : Normalizer.normalize(written, Normalizer.Form.NFC).split("/", -1)) {
            add(field, written, parts, part);
        }
        String path = String.join("/", parts);
        if (path.isEmpty()) {
            throw new SpecException(field, "must name a file or folder below the run's folder", written);
        }
        if (bytes(path) > MAX_BYTES) {
            throw tooLong(field, written);
        }
        return path;
    }

    private static void add(String field, String written, Deque<String> parts, String part) {
        if (part.isEmpty() || part.equals(".")) {
            return;
        }
        if (!part.equals("..")) {
            if (bytes(part) > MAX_PART_BYTES) {
                throw tooLong(field, written);
            }
            parts.addLast(part);
        } else if (parts.pollLast() == null) {
            throw new SpecException(
                    field, "must be a path below the run's folder, so '..' may not lead out of it", written);
        }
    }

    private static SpecException tooLong(String field, String written) {
        return new SpecException(
                field,
                "must have at most " + MAX_BYTES + " bytes, and at most " + MAX_PART_BYTES + " between two '/'",
                written);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isForbidden(int point) {
        int type = Character.getType(point);
        return point == '\\'
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED;
    }
}
