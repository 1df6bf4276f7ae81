package io.epochal.callback.api.log;

import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Is given what others write: each event and each request from the beginning on, by one thread, and the verdicts from now on. */
public interface LogFollower {
    void event(EventHead event);

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
            String run, EventPosition position, String type, Instant time, Supplier<Optional<TrainingEvent>> decoded) {}
}
