package io.epochal.callback.recording;

import io.epochal.callback.policy.AcceptedCallbacks;
import io.epochal.callback.policy.Callback;
import io.epochal.callback.recording.folder.ConcurrentWriteException;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.Start;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.util.List;

/**
 * Records runs in one format. Each recording is independent: whatever goes wrong ends that recording and no other one. Used by one
 * thread at a time; the events of a run come in order, perhaps more than once.
 */
final class RunRecorder {
    private final RecordingFormat format;
    private final FailureReports reports;
    private final RecordingOpener opener;
    private final OpenRuns open;

    /** @param mostOpen recordings that stay open */
    RunRecorder(RecordingRoot root, RecordingFormat format, FailureReports reports, int mostOpen) {
        this.open = new OpenRuns(mostOpen);
        this.format = format;
        this.reports = reports;
        this.opener = new RecordingOpener(root, format, reports);
    }

    /** Whether nothing is recorded of a run, and these bytes of one of its events begin nothing. */
    boolean passesOver(String run, byte[] event) {
        OpenRuns.Run known = open.get(run);
        return known != null && known.recordings().isEmpty() && !NamedBytes.mayHave(event, format.type());
    }

    /** The event is in every file that is still written when this returns. */
    void record(TrainingEvent event, PartitionManifest manifest) {
        try {
            Identifier.check("run", event.run());
            if (!manifest.hasFailed(event.run()) || event instanceof Start) {
                recordChecked(event, manifest);
            }
        } catch (Throwable thrown) {
            reports.event(event, thrown, manifest);
        }
    }

    private void recordChecked(TrainingEvent event, PartitionManifest manifest) throws IOException {
        OpenRuns.Run run = run(event, manifest);
        if (event instanceof TrainingEvent.Barrier barrier) {
            recordBarrier(run, barrier, manifest);
        } else {
            record(run, event, RecordingPlan.NOTHING, manifest);
        }
        if (event instanceof RunEnded) {
            open.close(event.run());
        }
    }

    /** Recordings of a run under way are found by what is stored beside their files when the recorder was restarted. */
    private OpenRuns.Run run(TrainingEvent event, PartitionManifest manifest) throws IOException {
        OpenRuns.Run known = open.get(event.run());
        if (known != null) {
            return known;
        }
        OpenRuns.Run found = opener.find(event, manifest);
        open.put(event.run(), found);
        open.makeRoom(event.run());
        return found;
    }

    /** A list that every decider rejects is skipped: its run is about to fail. */
    private void recordBarrier(OpenRuns.Run run, TrainingEvent.Barrier barrier, PartitionManifest manifest)
            throws IOException {
        List<Callback> callbacks;
        try {
            callbacks = AcceptedCallbacks.of(barrier);
        } catch (SpecException e) {
            if (!run.recordings().isEmpty() || names(barrier)) {
                reports.once(run, barrier.run(), "its callbacks", String.valueOf(e.getMessage()));
            }
            return;
        }
        RecordingPlan plan = RecordingPlan.of(callbacks);
        for (RecordingPlan.Rejection rejection : plan.rejections()) {
            if (rejection.type().equals(format.type())) {
                reports.once(run, barrier.run(), "callbacks[" + rejection.position() + "]", rejection.reason());
            }
        }
        for (RecordingPlan.PlannedLogger logger : plan.ofType(format.type())) {
            opener.begin(run, new RecordingPath(barrier.run(), logger.name()), barrier, manifest);
        }
        open.makeRoom(barrier.run());
        record(run, barrier, plan, manifest);
    }

    private boolean names(TrainingEvent.Barrier barrier) {
        return barrier.callbacks().stream()
                .anyMatch(callback -> callback != null && format.type().equals(callback.get("type")));
    }

    private void record(OpenRuns.Run run, TrainingEvent event, RecordingPlan plan, PartitionManifest manifest) {
        for (OpenRecording recording : List.copyOf(run.recordings())) {
            record(run, recording, event, plan, manifest);
        }
    }

    private void record(
            OpenRuns.Run run,
            OpenRecording recording,
            TrainingEvent event,
            RecordingPlan plan,
            PartitionManifest manifest) {
        OpenRecording one = recording;
        try {
            try {
                one.record(event, plan);
            } catch (ConcurrentWriteException e) {
                run.recordings().remove(one);
                one.close();
                one = format.open(recording.path());
                run.recordings().add(one);
                one.record(event, plan);
            }
        } catch (Throwable thrown) {
            run.recordings().remove(one);
            reports.recording(one.path(), thrown, manifest);
            opener.close(one);
        }
    }

    /** Closes what is open: the next event is recorded behind what is on disk, which another replica may have written. */
    void release() throws IOException {
        open.closeAll();
    }

    int openRecordings() {
        return open.recordings();
    }
}
