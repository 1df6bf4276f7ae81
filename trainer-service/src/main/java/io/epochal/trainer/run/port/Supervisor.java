package io.epochal.trainer.run.port;

import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Connects one attempt with the event log: events go out, verdicts and the user's commands come in. */
public interface Supervisor extends AutoCloseable {
    /** Opens the connection of an attempt; commands that were sent to the run before are waiting there. */
    interface Factory {
        Supervisor open(String run, int attempt);
    }

    /** What a batch event contains; see {@link BatchEnded}. */
    record BatchReport(int epoch, int batch, long step, double loss, Metrics metrics, double learningRate) {}

    /**
     * Publishes an event durably, in order; may be called by any thread.
     *
     * @return the sequence that the event was given
     */
    long report(Function<Stamp, TrainingEvent> event);

    /**
     * Waits until every event that has been reported by now is in the log. What is stored of a run must not get ahead of that: an attempt
     * that resumes from it does not publish them again.
     */
    void awaitPublished() throws InterruptedException;

    /** Hands a batch over for publishing; takes microseconds and never waits. */
    void report(BatchReport batch);

    /**
     * The verdict on the barrier event of this sequence, if it comes within the limit; zero only looks. An interrupt is an I/O error,
     * so that the run is left to the next attempt; the thread is not marked as interrupted then, and what it has begun is still stored.
     */
    Optional<Verdict> await(long sequence, Duration limit) throws InterruptedIOException;

    /**
     * The next command of the user, if one has come; a command that is sent twice is handed out once. One that an earlier attempt has
     * answered at a later batch than this waits until then, so that a resumed run applies it where it did before.
     *
     * @param epoch that is under way, or -1 before the first
     * @param batch that was trained last, from 0
     */
    Optional<CommandRequest> nextRequest(int epoch, int batch);

    /** The next cancellation of the run, if one has come that no attempt has answered; other commands stay where they are. */
    Optional<CommandRequest> nextCancellation();

    /**
     * Returns when all that was reported is durable. An interrupt is an I/O error, since nobody knows then what the log has: a run that
     * has ended must not count as ended. Nothing stays open in either case.
     */
    @Override
    void close() throws InterruptedIOException;
}
