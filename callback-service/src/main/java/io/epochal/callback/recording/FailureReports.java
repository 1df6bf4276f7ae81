package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.protocol.TrainingEvent;

/** What a recorder of one format reports, and notes in the partition's manifest, when a recording fails. */
record FailureReports(String format, RecordingFailures failures) {
    /** An event that could not be recorded at all. */
    void event(TrainingEvent event, Throwable thrown, PartitionManifest manifest) {
        RecordingFailure failure = RecordingFailure.of(format, event.run(), "an event", thrown);
        if (failure.temporary()) {
            manifest.fail(event.run(), failure.reason());
        }
        failures.failed(failure);
    }

    /** A recording that ends here. */
    void recording(RecordingPath path, Throwable thrown, PartitionManifest manifest) {
        RecordingFailure failure = RecordingFailure.of(format, path.run(), path.name(), thrown);
        manifest.fail(path, failure.reason(), failure.temporary());
        failures.failed(failure);
    }

    /** A file that could not be closed, read or deleted; recording continues. */
    void file(String run, String file, Throwable thrown) {
        failures.failed(RecordingFailure.of(format, run, file, thrown));
    }

    /** What a user has set and no recorder can do; reported once for each run. */
    void once(OpenRuns.Run run, String id, String what, String reason) {
        if (run.isFirstReport(what + ": " + reason)) {
            failures.failed(new RecordingFailure(format, id, what, reason, false));
        }
    }
}
