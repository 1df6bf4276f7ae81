package io.epochal.chaos.round;

import io.epochal.chaos.evidence.BucketInspector;
import io.epochal.chaos.evidence.RunOwner;
import io.epochal.chaos.kafka.RecordSender;
import io.epochal.chaos.kafka.RunLog;
import io.epochal.chaos.outcome.Evidence;
import io.epochal.chaos.plan.Round;
import io.epochal.chaos.plan.RoundProgress;
import io.epochal.chaos.plan.ScheduledFault;
import io.epochal.chaos.stack.ProxiedStack;
import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.stack.Endpoints;
import io.epochal.stack.Infrastructure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Trains the example once on a stack while a round's faults are injected, and collects the evidence. */
final class RoundRunner implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(20);

    private static final long REFRESH_MILLIS = 150;

    private final ProxiedStack stack;
    private final RunSpec spec;
    private final ObjectStore store;
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

    RoundRunner(ProxiedStack stack, RunSpec spec) throws IOException {
        this.stack = stack;
        this.spec = spec;
        Endpoints direct = stack.direct();
        this.store = new MinioObjectStore(direct.s3(), Infrastructure.BUCKET, direct.accessKey(), direct.secretKey());
    }

    /** Returns when the run has ended and every fault is over, or after 120 s. */
    RoundOutcome run(String name, Round round) throws IOException {
        stack.awaitReady(LIMIT);
        BucketInspector bucket = new BucketInspector(store, name);
        RunOwner owner = new RunOwner(bucket);
        var polling = executor.scheduleWithFixedDelay(owner::refresh, 0, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
        String kafka = stack.direct().kafka();
        try (RunLog log = new RunLog(kafka, name);
                RecordSender sender = new RecordSender(kafka)) {
            UndoTimer timer = new UndoTimer(executor);
            ProcessFaults processes = new ProcessFaults(stack, owner, timer);
            FaultInjector injector = new FaultInjector(stack, log, sender, name, spec, timer, processes);
            long start = System.nanoTime();
            sender.send(Topic.RUNS, new RunRequested(name, Instant.now(), spec));
            List<ScheduledFault> scheduled = new ArrayList<>(round.faults());
            List<ScheduledFault> injected = new ArrayList<>();
            while (!ended(log, owner) && since(start).compareTo(LIMIT) < 0) {
                log.poll(POLL);
                RoundProgress progress = new RoundProgress(since(start), log.step());
                List<ScheduledFault> reached = scheduled.stream()
                        .filter(fault -> fault.due().reached(progress))
                        .toList();
                scheduled.removeAll(reached);
                injected.addAll(reached);
                reached.forEach(fault -> fault.fault().accept(injector));
            }
            Duration took = since(start);
            boolean ended = ended(log, owner);
            Optional<Evidence> evidence = ended
                    ? Optional.of(new EvidenceCollector(stack, log, sender, bucket, injector).collect())
                    : Optional.empty();
            String failure = ended
                    ? ""
                    : "the run had not ended after " + took.toSeconds() + " s: in the bucket " + owner
                            + ", in the log "
                            + (log.last() == null ? "nothing" : log.last().id());
            return new RoundOutcome(
                    evidence, injected, scheduled, took, nextBatch(log, injector), log.events(), failure);
        } finally {
            var unused = polling.cancel(false);
        }
    }

    private static boolean ended(RunLog log, RunOwner owner) {
        return owner.ended() && log.last() instanceof RunEnded;
    }

    private static Optional<Duration> nextBatch(RunLog log, FaultInjector injector) {
        return injector.death().flatMap(death -> log.batches().stream()
                .filter(batch -> batch.attempt() > death.attempts())
                .map(batch -> Duration.between(death.time(), batch.time()))
                .findFirst());
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
