package io.epochal.trainer.run.port;

import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The line between one attempt and those who follow it: events go out, verdicts and requests come in. */
public interface Supervisor extends AutoCloseable {
    /** Opens the line of an attempt; requests that were sent to the run before are waiting on it. */
    interface Factory {
        Supervisor open(String run, int attempt);
    }

    /** What a batch event says; see {@link BatchEnded}. */
    record BatchReport(int epoch, int batch, long step, double loss, Metrics metrics, double learningRate) {}

    /**
     * Publishes an event durably, in order; may be called by any thread.
     *
     * @return the sequence that the event was given
     */
    long report(Function<Stamp, TrainingEvent> event);

    /**
     * Waits until every event that has been reported by now is in the log. What is stored of a run must not get ahead of that: whoever
     * goes on from it says nothing of it again.
     */
    void awaitSaid() throws InterruptedException;

    /** Hands a batch over for publishing; takes microseconds and never waits. */
    void report(BatchReport batch);

    /** The verdict on the barrier event of this sequence, if it comes within the limit; zero only looks. */
    Optional<Verdict> await(long sequence, Duration limit) throws InterruptedException;

    /**
     * The next request of a person, if one has come; a request that is repeated is handed out once. One that an earlier attempt has
     * answered at a later batch than this waits until then, so that a resumed run obeys it where it did before.
     *
     * @param epoch that is under way, or -1 before the first
     * @param batch that was trained last, from 0
     */
    Optional<CommandRequest> nextRequest(int epoch, int batch);

    /** The next request to cancel the run, if one has come that nobody has answered; the others stay where they are. */
    Optional<CommandRequest> nextCancellation();

    /** Returns when all that was reported is durable. */
    @Override
    void close();
}
