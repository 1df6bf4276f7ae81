package io.epochal.trainer.messaging;

import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.port.Stamp;
import io.epochal.trainer.run.port.Supervisor;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;

/** The supervisor of one attempt, over Kafka. Numbers the events it takes. */
final class KafkaSupervisor implements Supervisor {
    private final String run;
    private final int attempt;
    private final Clock clock;
    private final EventPublisher events;
    private final Runnable flush;
    private final BatchPublisher batches;
    private final ControlMailbox mailbox;
    private final Supplier<Optional<Throwable>> refused;
    private final BarrierRetries repeats;
    private final BarrierTraces traces;
    private final Runnable onDrop;
    private final Runnable onEnd;
    private long next;

    /**
     * @param flush waits until every event that was sent is durable
     * @param refused why an event will never be in the log, if there is such a one
     * @param repeats when to ask again
     * @param traces of this attempt
     * @param onDrop called for each recorded batch that is not published because too much waits for the broker
     * @param onEnd called when all that was reported is durable, and nothing more will be
     */
    KafkaSupervisor(
            String run,
            int attempt,
            Clock clock,
            EventPublisher events,
            Runnable flush,
            BatchPublisher batches,
            ControlMailbox mailbox,
            Supplier<Optional<Throwable>> refused,
            BarrierRetries repeats,
            BarrierTraces traces,
            Runnable onDrop,
            Runnable onEnd) {
        this.run = run;
        this.attempt = attempt;
        this.clock = clock;
        this.events = events;
        this.flush = flush;
        this.batches = batches;
        this.mailbox = mailbox;
        this.refused = refused;
        this.repeats = repeats;
        this.traces = traces;
        this.onDrop = onDrop;
        this.onEnd = onEnd;
    }

    /** Numbering and sending are one step, so that the log's order is that of the numbers. */
    @Override
    public synchronized long report(Function<Stamp, TrainingEvent> event) {
        TrainingEvent reported = event.apply(new Stamp(run, attempt, next, clock.instant()));
        if (reported instanceof TrainingEvent.BatchRecorded && events.isFull()) {
            // Not numbered, so that it is no gap in the numbers: its step is missing, and it is counted.
            onDrop.run();
            return next;
        }
        next++;
        repeats.reported(reported);
        traces.reported(reported);
        if (reported instanceof TrainingEvent.Barrier) {
            mailbox.asked();
        }
        events.publish(reported);
        return reported.sequence();
    }

    @Override
    public void awaitPublished() throws InterruptedException {
        events.awaitHandedOn();
        try {
            flush.run();
        } catch (InterruptException e) {
            var unused = Thread.interrupted();
            throw (InterruptedException) new InterruptedException("while events were on their way").initCause(e);
        }
    }

    @Override
    public void report(BatchReport batch) {
        batches.publish(batch);
    }

    @Override
    public Optional<Verdict> await(long sequence, Duration limit) throws InterruptedIOException {
        Optional<Throwable> fault = refused.get().or(mailbox::fault);
        if (fault.isPresent()) {
            throw new IllegalStateException(
                    "no verdict can come any more: " + fault.get().getMessage(), fault.get());
        }
        Optional<Verdict> verdict = received(sequence, limit);
        if (verdict.isEmpty()) {
            repeats.due(sequence).ifPresent(events::publish);
        }
        return verdict;
    }

    private Optional<Verdict> received(long sequence, Duration limit) throws InterruptedIOException {
        try {
            return mailbox.await(sequence, limit);
        } catch (InterruptedException e) {
            // The attempt, which ends with it, interrupts its thread again when everything is closed.
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for a verdict");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    @Override
    public Optional<CommandRequest> nextRequest(int epoch, int batch) {
        return mailbox.requests().next(epoch, batch);
    }

    @Override
    public Optional<CommandRequest> nextCancellation() {
        return mailbox.requests().nextCancellation();
    }

    @Override
    public void close() throws InterruptedIOException {
        try (traces;
                mailbox) {
            events.close();
            batches.close();
            awaitDurable();
            onEnd.run();
        }
    }

    private void awaitDurable() throws InterruptedIOException {
        if (!events.isDone()) {
            throw new InterruptedIOException("interrupted before all events were sent");
        }
        try {
            flush.run();
        } catch (InterruptException e) {
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while events were sent");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
