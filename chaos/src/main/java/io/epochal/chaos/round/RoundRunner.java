package io.epochal.chaos.round;

import io.epochal.chaos.evidence.BucketInspector;
import io.epochal.chaos.evidence.RunOwner;
import io.epochal.chaos.kafka.RecordSender;
import io.epochal.chaos.kafka.RunLog;
import io.epochal.chaos.outcome.Evidence;
import io.epochal.chaos.plan.Round;
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

/** Runs the example once on a stack while a round's blows fall, and gathers what it leaves behind. */
public final class RoundRunner implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration LISTEN = Duration.ofMillis(20);

    private static final long LOOK_MILLIS = 150;

    private final ProxiedStack stack;
    private final RunSpec spec;
    private final ObjectStore store;
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(4);

    RoundRunner(ProxiedStack stack, RunSpec spec) throws IOException {
        this.stack = stack;
        this.spec = spec;
        Endpoints straight = stack.straight();
        this.store =
                new MinioObjectStore(straight.s3(), Infrastructure.BUCKET, straight.accessKey(), straight.secretKey());
    }

    /** Returns when the run is over and everything that was disturbed is back, or when a limit has passed. */
    RoundOutcome run(String name, Round round) throws IOException {
        stack.awaitReady(LIMIT);
        BucketInspector bucket = new BucketInspector(store, name);
        RunOwner holder = new RunOwner(bucket);
        var looking = timer.scheduleWithFixedDelay(holder::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        String kafka = stack.straight().kafka();
        try (RunLog log = new RunLog(kafka, name);
                RecordSender voice = new RecordSender(kafka)) {
            FaultInjector inflictor = new FaultInjector(stack, log, voice, holder, name, spec, timer);
            long start = System.nanoTime();
            voice.say(Topic.RUNS, new RunRequested(name, Instant.now(), spec));
            List<ScheduledFault> coming = new ArrayList<>(round.blows());
            List<ScheduledFault> struck = new ArrayList<>();
            while (!over(log, holder) && since(start).compareTo(LIMIT) < 0) {
                log.listen(LISTEN);
                while (!coming.isEmpty() && since(start).compareTo(coming.get(0).after()) >= 0) {
                    struck.add(coming.get(0));
                    coming.remove(0).fault().accept(inflictor);
                }
            }
            Duration took = since(start);
            boolean ended = over(log, holder);
            Optional<Evidence> evidence = ended
                    ? Optional.of(new EvidenceCollector(stack, log, voice, bucket, inflictor).gather())
                    : Optional.empty();
            String trouble = ended
                    ? ""
                    : "the run had not ended after " + took.toSeconds() + " s: in the bucket " + holder
                            + ", in the log "
                            + (log.last() == null ? "nothing" : log.last().id());
            return new RoundOutcome(evidence, struck, coming, took, nextBatch(log, inflictor), log.events(), trouble);
        } finally {
            var unused = looking.cancel(false);
        }
    }

    private static boolean over(RunLog log, RunOwner holder) {
        return holder.over() && log.last() instanceof RunEnded;
    }

    private static Optional<Duration> nextBatch(RunLog log, FaultInjector inflictor) {
        return inflictor.death().flatMap(death -> log.batches().stream()
                .filter(batch -> batch.attempt() > death.attempts())
                .map(batch -> Duration.between(death.time(), batch.time()))
                .findFirst());
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
