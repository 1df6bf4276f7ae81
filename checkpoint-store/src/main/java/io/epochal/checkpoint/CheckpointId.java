package io.epochal.checkpoint;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which state of a run a checkpoint holds. Ordered as the run comes to it; of two attempts at one place, the later one's is the later.
 *
 * @param epoch the epoch it was taken in, from 0, or -1 before the first
 * @param attempt whose it is
 * @param step batches trained since the run began
 * @param epochEnd whether the epoch was over; at its last batch there can be one before and one after that
 */
public record CheckpointId(int epoch, int attempt, long step, boolean epochEnd) implements Comparable<CheckpointId> {
    private static final Pattern FOLDER = Pattern.compile("(-?\\d{1,10})-(\\d{1,19})-([be])-(\\d{1,10})(?:-[a-z]+)?");
    private static final Comparator<CheckpointId> ORDER = Comparator.comparingInt(CheckpointId::epoch)
            .thenComparingLong(CheckpointId::step)
            .thenComparing(CheckpointId::epochEnd)
            .thenComparingInt(CheckpointId::attempt);

    /** Such as {@code 00014-000005625-e-1}, and with a {@code b} between batches. */
    String folder() {
        return String.format(Locale.ROOT, "%05d-%09d-%s-%d", epoch, step, epochEnd ? "e" : "b", attempt);
    }

    /** Out of what {@link #folder} made, at the end of a key; a model's ends in its kind. Empty for anything else. */
    static Optional<CheckpointId> of(String key) {
        Matcher parts = FOLDER.matcher(key.substring(key.lastIndexOf('/') + 1));
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CheckpointId(
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(4)),
                    Long.parseLong(parts.group(2)),
                    parts.group(3).equals("e")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** By numbers, not by text: 99,999 is before 100,000. */
    @Override
    public int compareTo(CheckpointId other) {
        return ORDER.compare(this, other);
    }
}
