package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.RunAlert;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Counts and reports what came of alerts, and keeps it for the recorder's thread. */
final class FinishedAlerts implements DeliveryReports {
    private final AlertCounts counts;
    private final RecordingFailures failures;
    private final Queue<Finished> finished = new ConcurrentLinkedQueue<>();

    /** @param id of the alert */
    record Finished(String run, String id, String destination) {}

    FinishedAlerts(AlertCounts counts, RecordingFailures failures) {
        this.counts = counts;
        this.failures = failures;
    }

    @Override
    public void delivered(RunAlert alert, String destination) {
        counts.sent(destination);
        finished.add(new Finished(alert.run(), alert.id(), destination));
    }

    @Override
    public void failed(RunAlert alert, String destination, String why) {
        counts.failed(destination);
        String place = "alert " + alert.rule() + " for " + destination;
        failures.failed(new RecordingFailure(AlertRecorder.NAME, alert.run(), place, "not delivered: " + why, false));
        finished.add(new Finished(alert.run(), alert.id(), destination));
    }

    @Nullable
    Finished next() {
        return finished.poll();
    }

    void clear() {
        finished.clear();
    }
}
