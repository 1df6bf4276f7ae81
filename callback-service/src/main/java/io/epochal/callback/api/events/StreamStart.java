package io.epochal.callback.api.events;

import io.epochal.callback.api.log.EventLog.Extent;
import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where in the log a stream begins. */
sealed interface StreamStart {
    /** With everything that is still there. */
    record Beginning() implements StreamStart {
        @Override
        public long first(Extent log) {
            return log.beginning();
        }
    }

    /** With what comes from now on. */
    record End() implements StreamStart {
        @Override
        public long first(Extent log) {
            return log.end();
        }
    }

    /** With this event. */
    record At(LogPosition position) implements StreamStart {
        @Override
        public long first(Extent log) {
            return within(log, position, position.offset());
        }

        @Override
        public Optional<LogPosition> place() {
            return Optional.of(position);
        }
    }

    /** Right behind this event, which the reader has received. */
    record Behind(LogPosition position) implements StreamStart {
        @Override
        public long first(Extent log) {
            return within(log, position, position.offset() + 1);
        }

        @Override
        public Optional<LogPosition> place() {
            return Optional.of(position);
        }
    }

    /**
     * The offset of the first record that the reader is to get.
     *
     * @throws ProblemException for a position that is not in this log, or not any more
     */
    long first(Extent log);

    /** The position of an event of the run, where the reader names one. */
    default Optional<LogPosition> place() {
        return Optional.empty();
    }

    /**
     * @param from {@code beginning}, {@code end}, or the position of an event
     * @param lastEventId the position of the last event that the reader has received, which wins; null for a first request
     * @throws ProblemException for anything else
     */
    static StreamStart read(String from, @Nullable String lastEventId) {
        if (lastEventId != null && !lastEventId.isEmpty()) {
            return new Behind(place("Last-Event-ID", lastEventId, "the id of an event, such as 0-1742"));
        }
        return switch (from) {
            case "beginning" -> new Beginning();
            case "end" -> new End();
            default -> new At(place("from", from, "beginning, end, or the id of an event, such as 0-1742"));
        };
    }

    private static LogPosition place(String where, String text, String right) {
        return LogPosition.parse(text)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.POSITION_UNKNOWN, where + " must be " + right + "; found " + text));
    }

    /** A reader that has missed events must begin again; it would not notice otherwise. */
    private static long within(Extent log, LogPosition position, long first) {
        if (position.partition() != log.partition() || position.offset() >= log.end()) {
            throw new ProblemException(
                    ProblemType.POSITION_UNKNOWN,
                    position + " is not in the run's log, which goes from " + log.partition() + "-" + log.beginning()
                            + " to below " + log.partition() + "-" + log.end()
                            + "; leave Last-Event-ID out to read from=beginning");
        }
        if (first < log.beginning()) {
            throw new ProblemException(
                    ProblemType.POSITION_GONE,
                    "Kafka has deleted what was below " + log.partition() + "-" + log.beginning()
                            + ", so events behind " + position
                            + " may be missing; leave Last-Event-ID out to read from=beginning what there is");
        }
        return first;
    }
}
