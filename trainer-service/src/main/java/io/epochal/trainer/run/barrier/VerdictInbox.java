package io.epochal.trainer.run.barrier;

import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.port.Supervisor;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;

/** Where verdicts arrive. */
public record VerdictInbox(Supervisor supervisor) {
    private static final Duration POLL = Duration.ofMillis(100);

    /** The verdict on the barrier event of this sequence, if it has come. */
    Optional<Verdict> look(long sequence) throws InterruptedIOException {
        return await(sequence, Duration.ZERO);
    }

    /** As {@link #look}, waiting a moment, for callers that look again and again. */
    Optional<Verdict> poll(long sequence) throws InterruptedIOException {
        return await(sequence, POLL);
    }

    /** As {@link #look}, waiting at most so long. */
    Optional<Verdict> await(long sequence, Duration limit) throws InterruptedIOException {
        try {
            return supervisor.await(sequence, limit);
        } catch (InterruptedException e) {
            // The attempt, which ends with it, interrupts its thread again when everything is closed.
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for a verdict");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
