package io.epochal.callback.summary;

import io.epochal.protocol.RunSummary;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When things happened to a run.
 *
 * @param requested when it was requested first; null for one that a program attached
 * @param started when its first attempt began; null before that
 * @param changed when its newest event happened; null before the first
 * @param heard when its trainer was heard last; the epoch's beginning before that
 */
public record RunTimes(
        @Nullable Instant requested, @Nullable Instant started, @Nullable Instant changed, Instant heard) {
    static final RunTimes NONE = new RunTimes(null, null, null, Instant.EPOCH);

    static RunTimes of(RunSummary summary) {
        Instant heard = summary.heard() == null ? Instant.EPOCH : summary.heard();
        return new RunTimes(summary.requested(), summary.started(), summary.changed(), heard);
    }

    RunTimes withRequest(Instant time) {
        return requested == null ? new RunTimes(time, started, changed, heard) : this;
    }

    RunTimes withStart(Instant time) {
        return started == null ? new RunTimes(requested, time, changed, heard) : this;
    }

    RunTimes withEvent(Instant time) {
        return new RunTimes(requested, started, time, heard).withSignOfLife(time);
    }

    RunTimes withSignOfLife(Instant time) {
        return time.isAfter(heard) ? new RunTimes(requested, started, changed, time) : this;
    }

    /** Whether the run exists: whether it was requested or has started. */
    boolean known() {
        return requested != null || started != null;
    }

    /** When the first attempt started; before that, when the run was requested. */
    Instant begun() {
        return started != null ? started : requested == null ? Instant.EPOCH : requested;
    }

    /** When its newest event happened; before that, its beginning. */
    Instant newest() {
        return changed == null ? begun() : changed;
    }
}
