package io.epochal.trainer.messaging;

import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.Stamp;
import io.epochal.trainer.run.Supervisor;
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
    private long next;

    /**
     * @param flush waits until every event that was sent is durable
     * @param refused why an event will never be in the log, if there is such a one
     */
    KafkaSupervisor(
            String run,
            int attempt,
            Clock clock,
            EventPublisher events,
            Runnable flush,
            BatchPublisher batches,
            ControlMailbox mailbox,
            Supplier<Optional<Throwable>> refused) {
        this.run = run;
        this.attempt = attempt;
        this.clock = clock;
        this.events = events;
        this.flush = flush;
        this.batches = batches;
        this.mailbox = mailbox;
        this.refused = refused;
    }

    /** Numbering and sending are one step, so that the log's order is that of the numbers. */
    @Override
    public synchronized long report(Function<Stamp, TrainingEvent> event) {
        long sequence = next++;
        events.publish(event.apply(new Stamp(run, attempt, sequence, clock.instant())));
        return sequence;
    }

    @Override
    public void awaitSaid() throws InterruptedException {
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
    public Optional<Verdict> await(long sequence, Duration limit) throws InterruptedException {
        Optional<Throwable> fault = refused.get().or(mailbox::fault);
        if (fault.isPresent()) {
            throw new IllegalStateException(
                    "no verdict can come any more: " + fault.get().getMessage(), fault.get());
        }
        return mailbox.await(sequence, limit);
    }

    @Override
    public Optional<CommandRequest> nextRequest(int epoch, int batch) {
        return mailbox.nextRequest(epoch, batch);
    }

    @Override
    public Optional<CommandRequest> nextCancellation() {
        return mailbox.nextCancellation();
    }

    @Override
    public void close() {
        events.close();
        batches.close();
        flush.run();
        mailbox.close();
    }
}
