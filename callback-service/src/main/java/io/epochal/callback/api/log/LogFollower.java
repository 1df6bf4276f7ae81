package io.epochal.callback.api.log;

import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Is given what others write: of a run each event and each request from the beginning on, and the verdicts from now on. A run that is
 * older than the reader is given as an outline until somebody asks for it. One thread calls.
 */
public interface LogFollower {
    void event(EventHead event);

    /** An older run that a program trains; called before any event. */
    void outlined(String run, RunOutline outline);

    /** An event of an older run that nobody has asked for. */
    void outlined(EventHead event);

    /** Begins to give older runs, from their first records on. */
    OlderRuns older();

    /** Events and requests of older runs. */
    interface OlderRuns {
        void event(EventHead event);

        /**
         * Comes after all events.
         *
         * @param bytes of the record
         * @param time when the log took it
         */
        void request(CommandRequest request, int bytes, Instant time);

        /** From now on the runs are followed as all others. */
        void complete();
    }

    /** @param bytes of the record */
    void request(CommandRequest request, int bytes);

    /**
     * From any thread, and perhaps twice: a verdict of this process is known before it is read back.
     *
     * @param verdict that is in the log
     */
    void verdict(Verdict verdict);

    /** Whether a verdict on this barrier changes anything. */
    boolean awaits(BarrierAddress barrier);

    /**
     * An event by what its headers say, so that most of the log need not be decoded.
     *
     * @param type the simple name of its type
     * @param time when the log took it
     * @param decoded the whole event; empty where it cannot be read
     */
    record EventHead(
            String run, EventPosition position, String type, Instant time, Supplier<Optional<TrainingEvent>> decoded) {
        private static final String ENDED = TrainingEvent.RunEnded.class.getSimpleName();

        /** Whether it is the last event of its attempt. */
        public boolean ends() {
            return type.equals(ENDED);
        }
    }
}
