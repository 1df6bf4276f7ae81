package io.epochal.chaos.round;

import io.epochal.chaos.evidence.BucketInspector;
import io.epochal.chaos.evidence.RecordingInspector;
import io.epochal.chaos.kafka.RecordSender;
import io.epochal.chaos.kafka.RunLog;
import io.epochal.chaos.outcome.BatchTranscript;
import io.epochal.chaos.outcome.DurabilityCheck;
import io.epochal.chaos.outcome.Evidence;
import io.epochal.chaos.outcome.RunTrace;
import io.epochal.chaos.stack.ProxiedStack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Collects what a run left behind after its end. */
record EvidenceCollector(
        ProxiedStack stack, RunLog log, RecordSender sender, BucketInspector bucket, FaultInjector injector) {
    private static final Duration BACK = Duration.ofSeconds(45);
    private static final Duration RECORDED = Duration.ofSeconds(40);
    private static final Duration SETTLE = Duration.ofMillis(500);
    /** A trainer that was suspended for longer than its lock may continue until it checks the claims. */
    private static final Duration ZOMBIE = Duration.ofSeconds(4);

    private static final List<String> RECORDERS = List.of("tensorboard-recorder", "csv-recorder");
    private static final Duration POLL = Duration.ofMillis(20);

    /** Waits until the stack has recovered and has caught up; then collects the evidence, and deletes the run's files. */
    Evidence collect() throws IOException {
        List<String> failures = new ArrayList<>();
        try {
            injector.awaitUndone();
        } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
        }
        settle(injector.zombies() ? ZOMBIE : SETTLE);
        try {
            stack.awaitReady(BACK);
        } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
        }
        failures.addAll(unread());
        injector.death()
                .flatMap(death -> DurabilityCheck.fault(log.events(), death))
                .ifPresent(failures::add);
        log.deadLetters().forEach(letter -> failures.add("dead letter: " + letter));
        RunTrace trace = RunTrace.of(log.events());
        RecordingInspector recordings =
                new RecordingInspector(stack.home().resolve("tensorboard").resolve(bucket.run()));
        Evidence evidence = new Evidence(
                trace,
                BatchTranscript.of(log.batches(), trace.segments()),
                bucket.inspect(log.retained()),
                recordings.inspect(),
                List.copyOf(failures));
        bucket.clear();
        recordings.clear();
        return evidence;
    }

    /** The recorders that have not read the run to its end in time. */
    private List<String> unread() throws IOException {
        List<String> behind = new ArrayList<>();
        long start = System.nanoTime();
        for (String recorder : RECORDERS) {
            while (!sender.hasRead(recorder, log)) {
                log.poll(POLL);
                if (since(start).compareTo(RECORDED) > 0) {
                    behind.add(recorder + " has not read the run to its end within " + RECORDED.toSeconds() + " s");
                    break;
                }
            }
        }
        return behind;
    }

    /** Returns when nothing was published for this time. */
    private void settle(Duration quiet) throws IOException {
        long start = System.nanoTime();
        while (since(start).compareTo(quiet) < 0) {
            int count = log.count();
            log.poll(POLL);
            start = log.count() > count ? System.nanoTime() : start;
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
