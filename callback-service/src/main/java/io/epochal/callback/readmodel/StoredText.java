package io.epochal.callback.readmodel;

import java.time.Instant;

/** Values as both databases can store them. */
final class StoredText {
    private static final char REPLACEMENT = '\ufffd';
    private static final long LATEST = Long.MAX_VALUE / 4;

    private StoredText() {}

    /** At most so many characters; what PostgreSQL has no place for (NUL, half a pair) is replaced. */
    static String of(String text, int most) {
        StringBuilder stored = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length() && stored.length() < most; i++) {
            char next = text.charAt(i);
            boolean pair = Character.isHighSurrogate(next)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair && stored.length() + 1 < most) {
                stored.append(next).append(text.charAt(++i));
            } else {
                stored.append(next == 0 || Character.isSurrogate(next) ? REPLACEMENT : next);
            }
        }
        return stored.toString();
    }

    /** The pattern of {@code LIKE ? ESCAPE '!'} for texts with this one in them. */
    static String containing(String part) {
        return "%" + escaped(part) + "%";
    }

    /** The pattern of {@code LIKE ? ESCAPE '!'} for a glob. */
    static String like(String glob) {
        return escaped(glob).replaceAll("\\*+", "%").replace('?', '_');
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /** Microseconds since 1970, for any time. */
    static long micros(Instant time) {
        long seconds = Math.max(-LATEST / 1_000_000, Math.min(LATEST / 1_000_000, time.getEpochSecond()));
        return seconds * 1_000_000 + time.getNano() / 1000;
    }
}
