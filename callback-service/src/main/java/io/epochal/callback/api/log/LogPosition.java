package io.epochal.callback.api.log;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An event's position in the log, written as {@code 0-1742}. It stays valid for as long as the log is kept. */
public record LogPosition(int partition, long offset) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})-(\\d{1,18})");

    /** What {@link #toString} wrote; empty for anything else. */
    public static Optional<LogPosition> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new LogPosition(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return partition + "-" + offset;
    }
}
