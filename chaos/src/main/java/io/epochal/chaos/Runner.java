package io.epochal.chaos;

import io.epochal.chaos.outcome.Batches;
import io.epochal.chaos.outcome.Comparison;
import io.epochal.chaos.outcome.Durability;
import io.epochal.chaos.outcome.Evidence;
import io.epochal.chaos.outcome.Result;
import io.epochal.chaos.outcome.Result.Outcome;
import io.epochal.chaos.outcome.Story;
import io.epochal.chaos.plan.Blow;
import io.epochal.chaos.plan.Round;
import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.stack.Endpoints;
import io.epochal.stack.Infrastructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the example once on a stack while a round's blows fall, and gathers what it leaves behind. */
final class Runner implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration BACK = Duration.ofSeconds(45);
    private static final Duration RECORDED = Duration.ofSeconds(40);
    private static final Duration LISTEN = Duration.ofMillis(20);
    private static final Duration SETTLE = Duration.ofMillis(500);
    /** A trainer that was stopped past its lock may go on until it looks at the claims. */
    private static final Duration WAKING = Duration.ofSeconds(4);

    private static final long LOOK_MILLIS = 150;
    private static final List<String> RECORDERS = List.of("tensorboard-recorder", "csv-recorder");

    private final Stack stack;
    private final RunSpec spec;
    private final ObjectStore store;
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(4);

    Runner(Stack stack, RunSpec spec) throws IOException {
        this.stack = stack;
        this.spec = spec;
        Endpoints straight = stack.straight();
        this.store =
                new MinioObjectStore(straight.s3(), Infrastructure.BUCKET, straight.accessKey(), straight.secretKey());
    }

    /** What a round left behind, and how it went but for the comparison. */
    record Ran(
            Optional<Evidence> evidence,
            List<Blow> struck,
            List<Blow> missed,
            Duration took,
            Optional<Duration> nextBatch,
            List<TrainingEvent> log) {
        Result compared(int round, Evidence undisturbed) {
            if (evidence.isEmpty()) {
                List<String> late = List.of("the run had not ended after " + took.toSeconds() + " s");
                return new Result(round, struck, missed, Outcome.NOT_ENDED, late, took, nextBatch);
            }
            List<String> differences = Comparison.differences(undisturbed, evidence.get());
            Outcome outcome = differences.isEmpty() ? Outcome.SAME : Outcome.DIFFERENT;
            return new Result(round, struck, missed, outcome, differences, took, nextBatch);
        }
    }

    /** Returns when the run is over and everything that was disturbed is back, or when a limit has passed. */
    Ran run(String name, Round round) throws IOException {
        stack.awaitReady(LIMIT);
        Bucket bucket = new Bucket(store, name);
        Holder holder = new Holder(bucket);
        var looking = timer.scheduleWithFixedDelay(holder::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        try (KafkaLog log = new KafkaLog(stack.straight().kafka(), name)) {
            Inflictor inflictor = new Inflictor(stack, log, holder, name, timer);
            long start = System.nanoTime();
            log.say(Topic.RUNS, new RunRequested(name, Instant.now(), spec));
            List<Blow> coming = new ArrayList<>(round.blows());
            List<Blow> struck = new ArrayList<>();
            while (!over(log, holder) && since(start).compareTo(LIMIT) < 0) {
                log.listen(LISTEN);
                while (!coming.isEmpty() && since(start).compareTo(coming.get(0).after()) >= 0) {
                    struck.add(coming.get(0));
                    coming.remove(0).fault().accept(inflictor);
                }
            }
            Duration took = since(start);
            boolean ended = over(log, holder);
            Optional<Evidence> evidence = ended ? Optional.of(gather(log, bucket, inflictor)) : Optional.empty();
            return new Ran(evidence, struck, coming, took, nextBatch(log, inflictor), log.events());
        } finally {
            var unused = looking.cancel(false);
        }
    }

    private static boolean over(KafkaLog log, Holder holder) {
        int count = log.events().size();
        return holder.over() && count > 0 && log.events().get(count - 1) instanceof RunEnded;
    }

    private Evidence gather(KafkaLog log, Bucket bucket, Inflictor inflictor) throws IOException {
        List<String> complaints = new ArrayList<>();
        inflictor.awaitUndone();
        settle(log, inflictor.zombies() ? WAKING : SETTLE);
        try {
            stack.awaitReady(BACK);
        } catch (IOException e) {
            complaints.add(String.valueOf(e.getMessage()));
        }
        complaints.addAll(unread(log));
        inflictor
                .death()
                .flatMap(death -> Durability.fault(log.events(), death))
                .ifPresent(complaints::add);
        log.deadLetters().forEach(letter -> complaints.add("dead letter: " + letter));
        Story story = Story.of(log.events());
        Recordings recordings =
                new Recordings(stack.home().resolve("tensorboard").resolve(bucket.run()));
        Evidence evidence = new Evidence(
                story,
                Batches.of(log.batches(), story.segments()),
                bucket.look(log.retained()),
                recordings.look(),
                List.copyOf(complaints));
        bucket.clear();
        clear(recordings.folder());
        return evidence;
    }

    /** Recorders that have not read the run to its end in time. */
    private static List<String> unread(KafkaLog log) throws IOException {
        List<String> behind = new ArrayList<>();
        long start = System.nanoTime();
        for (String recorder : RECORDERS) {
            while (!log.readBy(recorder)) {
                log.listen(LISTEN);
                if (since(start).compareTo(RECORDED) > 0) {
                    behind.add(recorder + " has not read the run to its end within " + RECORDED.toSeconds() + " s");
                    break;
                }
            }
        }
        return behind;
    }

    /** Until nothing has been said for so long. */
    private static void settle(KafkaLog log, Duration quiet) {
        long start = System.nanoTime();
        while (since(start).compareTo(quiet) < 0) {
            int said = log.said();
            log.listen(LISTEN);
            start = log.said() > said ? System.nanoTime() : start;
        }
    }

    private static Optional<Duration> nextBatch(KafkaLog log, Inflictor inflictor) {
        return inflictor.death().flatMap(death -> log.batches().stream()
                .filter(batch -> batch.attempt() > death.attempts())
                .map(batch -> Duration.between(death.time(), batch.time()))
                .findFirst());
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void clear(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path one : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
