package io.epochal.chaos.round;

import io.epochal.chaos.evidence.BucketInspector;
import io.epochal.chaos.evidence.RecordingInspector;
import io.epochal.chaos.kafka.RecordSender;
import io.epochal.chaos.kafka.RunLog;
import io.epochal.chaos.outcome.BatchTranscript;
import io.epochal.chaos.outcome.DurabilityCheck;
import io.epochal.chaos.outcome.Evidence;
import io.epochal.chaos.outcome.RoundTranscript;
import io.epochal.chaos.stack.ProxiedStack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a run has left behind, once it is over. */
public record EvidenceCollector(
        ProxiedStack stack, RunLog log, RecordSender voice, BucketInspector bucket, FaultInjector inflictor) {
    private static final Duration BACK = Duration.ofSeconds(45);
    private static final Duration RECORDED = Duration.ofSeconds(40);
    private static final Duration SETTLE = Duration.ofMillis(500);
    /** A trainer that was stopped past its lock may go on until it looks at the claims. */
    private static final Duration WAKING = Duration.ofSeconds(4);

    private static final List<String> RECORDERS = List.of("tensorboard-recorder", "csv-recorder");
    private static final Duration LISTEN = Duration.ofMillis(20);

    /** Waits until everything that was disturbed is back and has caught up, looks, and clears away what it has seen. */
    Evidence gather() throws IOException {
        List<String> complaints = new ArrayList<>();
        try {
            inflictor.awaitUndone();
        } catch (IOException e) {
            complaints.add(String.valueOf(e.getMessage()));
        }
        settle(inflictor.zombies() ? WAKING : SETTLE);
        try {
            stack.awaitReady(BACK);
        } catch (IOException e) {
            complaints.add(String.valueOf(e.getMessage()));
        }
        complaints.addAll(unread());
        inflictor
                .death()
                .flatMap(death -> DurabilityCheck.fault(log.events(), death))
                .ifPresent(complaints::add);
        log.deadLetters().forEach(letter -> complaints.add("dead letter: " + letter));
        RoundTranscript story = RoundTranscript.of(log.events());
        RecordingInspector recordings =
                new RecordingInspector(stack.home().resolve("tensorboard").resolve(bucket.run()));
        Evidence evidence = new Evidence(
                story,
                BatchTranscript.of(log.batches(), story.segments()),
                bucket.look(log.retained()),
                recordings.look(),
                List.copyOf(complaints));
        bucket.clear();
        recordings.clear();
        return evidence;
    }

    /** Recorders that have not read the run to its end in time. */
    private List<String> unread() throws IOException {
        List<String> behind = new ArrayList<>();
        long start = System.nanoTime();
        for (String recorder : RECORDERS) {
            while (!log.coveredBy(voice.readBy(recorder))) {
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
    private void settle(Duration quiet) {
        long start = System.nanoTime();
        while (since(start).compareTo(quiet) < 0) {
            int said = log.said();
            log.listen(LISTEN);
            start = log.said() > said ? System.nanoTime() : start;
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
