package io.epochal.callback.recording.alert;

import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import java.util.HashSet;
import java.util.Set;

/** What alerts could not do, each thing told once. For one thread. */
final class AlertReports {
    private static final int MOST = 10_000;

    private final RecordingFailures failures;
    private final Set<String> reported = new HashSet<>();

    AlertReports(RecordingFailures failures) {
        this.failures = failures;
    }

    void failed(String run, String place, Throwable why) {
        RecordingFailure failure = RecordingFailure.of(AlertRecorder.NAME, run, place, why);
        if (reported.size() < MOST && reported.add(run + place + failure.reason())) {
            failures.failed(failure);
        }
    }

    /** Of what is written again and again: each time that it begins to fail. */
    void failedAnew(String place, Throwable why) {
        failures.failed(RecordingFailure.of(AlertRecorder.NAME, "-", place, why));
    }

    void forget() {
        reported.clear();
    }
}
