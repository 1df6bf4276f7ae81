package io.epochal.callback.messaging;

import io.epochal.protocol.RunSummary.Span;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a partition in which a run has records: from its first to its last, and what is behind the summaries.
 *
 * @param first the offset of the first record
 * @param last of the last that is summarized
 * @param behind of the first record that is not
 */
record RunParts(long first, long last, long behind) {
    /** Where nothing is known: the whole partition. */
    static final RunParts WHOLE = new RunParts(0, Long.MAX_VALUE, 0);

    /** @param summarized null for a run of which no record is summarized in this partition */
    static RunParts of(@Nullable Span summarized, long behind) {
        return summarized == null
                ? new RunParts(behind, behind - 1, behind)
                : new RunParts(summarized.first(), summarized.last(), behind);
    }

    /** The same where it can be true of a partition from one offset to another one, and else the whole partition. */
    RunParts within(long beginning, long end) {
        return behind >= beginning && behind <= end && (last < end || last == Long.MAX_VALUE) ? this : WHOLE;
    }

    /** From where on to read for what is at an offset or behind it. */
    long from(long offset) {
        long from = Math.max(offset, first);
        return from > last && from < behind ? behind : from;
    }
}
