package io.epochal.trainer.messaging;

import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.Stamp;
import io.epochal.trainer.run.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The supervisor of one attempt, over Kafka. Numbers the events it takes. */
final class KafkaSupervisor implements Supervisor {
    private final String run;
    private final int attempt;
    private final Clock clock;
    private final Consumer<TrainingEvent> log;
    private final Runnable flush;
    private final BatchPublisher batches;
    private final ControlMailbox mailbox;
    private long next;

    KafkaSupervisor(
            String run,
            int attempt,
            Clock clock,
            Consumer<TrainingEvent> log,
            Runnable flush,
            BatchPublisher batches,
            ControlMailbox mailbox) {
        this.run = run;
        this.attempt = attempt;
        this.clock = clock;
        this.log = log;
        this.flush = flush;
        this.batches = batches;
        this.mailbox = mailbox;
    }

    /** Numbering and sending are one step, so that the log's order is that of the numbers. */
    @Override
    public synchronized long report(Function<Stamp, TrainingEvent> event) {
        long sequence = next++;
        log.accept(event.apply(new Stamp(run, attempt, sequence, clock.instant())));
        return sequence;
    }

    @Override
    public void report(BatchReport batch) {
        batches.publish(batch);
    }

    @Override
    public Optional<Verdict> await(long sequence, Duration limit) throws InterruptedException {
        return mailbox.await(sequence, limit);
    }

    @Override
    public Optional<CommandRequest> nextRequest(int epoch, int batch) {
        return mailbox.nextRequest(epoch, batch);
    }

    @Override
    public void close() {
        batches.close();
        flush.run();
        mailbox.close();
    }
}
