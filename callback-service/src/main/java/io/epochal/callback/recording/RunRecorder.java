package io.epochal.callback.recording;

import io.epochal.callback.policy.AcceptedCallbacks;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.callback.recording.folder.FileTree;
import io.epochal.callback.recording.folder.ConcurrentWriteException;
import io.epochal.protocol.Identifier;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes runs down in one format, each place by itself: whatever goes wrong there ends that recording and no other one. Used by one
 * thread at a time; the events of a run come in order, perhaps more than once.
 */
final class RunRecorder {
    private static final String GONE = "what was recorded there is gone";

    private final RecordingRoot root;
    private final RecordingFormat format;
    private final RecordingFailures failures;
    private final OpenRuns open = new OpenRuns();

    RunRecorder(RecordingRoot root, RecordingFormat format, RecordingFailures failures) {
        this.root = root;
        this.format = format;
        this.failures = failures;
    }

    /** The event is in every file that is still written when this returns. */
    void record(TrainingEvent event, PartitionManifest ledger) {
        try {
            Identifier.check("run", event.run());
            if (ledger.hasFailed(event.run()) && !(event instanceof RunStarted)) {
                return;
            }
            recordChecked(event, ledger);
        } catch (Throwable thrown) {
            RecordingFailure failure = failure(event, "an event", thrown);
            if (failure.temporary()) {
                ledger.fail(event.run(), failure.reason());
            }
            failures.failed(failure);
        }
    }

    private void recordChecked(TrainingEvent event, PartitionManifest ledger) throws IOException {
        OpenRuns.Run run = run(event, ledger);
        if (follows(event, run)) {
            recordIn(run, event, ledger);
        }
        if (event instanceof TrainingEvent.RunEnded) {
            open.close(event.run());
        }
        open.makeRoom(event.run());
    }

    /** Closes what is open: the next event is recorded behind what is on disk, which another replica may have written. */
    void letGo() throws IOException {
        open.closeAll();
    }

    int openRecordings() {
        return open.recordings();
    }

    /** A list that no decider goes on with is not followed: its run is about to fail. */
    private boolean follows(TrainingEvent event, OpenRuns.Run run) {
        if (event instanceof TrainingEvent.Barrier barrier) {
            try {
                AcceptedCallbacks.check(barrier);
            } catch (SpecException e) {
                if (!run.recordings().isEmpty() || asksForThis(barrier)) {
                    say(run, event.run(), "its callbacks", String.valueOf(e.getMessage()));
                }
                return false;
            }
        }
        return true;
    }

    private boolean asksForThis(TrainingEvent.Barrier barrier) {
        return barrier.callbacks().stream()
                .anyMatch(callback -> callback != null && format.type().equals(callback.get("type")));
    }

    private void recordIn(OpenRuns.Run run, TrainingEvent event, PartitionManifest ledger) {
        RecordingPlan wanted = RecordingPlan.NOTHING;
        if (event instanceof TrainingEvent.Barrier barrier) {
            wanted = RecordingPlan.in(barrier.callbacks());
            refuse(run, barrier, wanted);
            for (LoggerSettings settings : format.in(wanted)) {
                begin(run, new RecordingPath(event.run(), settings.name()), barrier, ledger);
            }
        }
        for (OpenRecording recording : List.copyOf(run.recordings())) {
            record(run, recording, event, wanted, ledger);
        }
    }

    private void refuse(OpenRuns.Run run, TrainingEvent.Barrier barrier, RecordingPlan wanted) {
        for (RecordingPlan.Refusal refusal : wanted.refusals()) {
            if (refusal.type().equals(format.type())) {
                say(run, barrier.run(), "callbacks[" + refusal.position() + "]", refusal.reason());
            }
        }
    }

    private void say(OpenRuns.Run run, String id, String what, String reason) {
        if (run.saysFirst(what + ": " + reason)) {
            failures.failed(new RecordingFailure(format.name(), id, what, reason, false));
        }
    }

    private void record(OpenRuns.Run run, OpenRecording recording, TrainingEvent event, RecordingPlan wanted, PartitionManifest ledger) {
        OpenRecording one = recording;
        try {
            try {
                one.record(event, wanted);
            } catch (ConcurrentWriteException e) {
                run.recordings().remove(one);
                one.close();
                one = format.open(recording.place());
                run.recordings().add(one);
                one.record(event, wanted);
            }
        } catch (Throwable thrown) {
            run.recordings().remove(one);
            fail(event, one.place(), thrown, ledger);
            close(one, event);
        }
    }

    /** One that is new in the list, or that begins anew with the run. */
    private void begin(OpenRuns.Run run, RecordingPath place, TrainingEvent.Barrier barrier, PartitionManifest ledger) {
        boolean again = false;
        for (OpenRecording recording : List.copyOf(run.recordings())) {
            if (recording.place().equals(place) && recording.endsAt(barrier)) {
                run.recordings().remove(recording);
                close(recording, barrier);
                again = true;
            }
        }
        if (barrier instanceof RunStarted) {
            ledger.retry(place);
        }
        if (run.has(place) || ledger.failure(place).isPresent()) {
            return;
        }
        try {
            run.recordings().add(again ? format.begin(place, barrier, true) : opened(place, barrier, ledger));
            ledger.begun(place);
        } catch (Throwable thrown) {
            fail(barrier, place, thrown, ledger);
        }
    }

    private OpenRecording opened(RecordingPath place, TrainingEvent.Barrier barrier, PartitionManifest ledger) throws IOException {
        boolean begun = format.begun(place);
        if (begun && format.whole(place)) {
            OpenRecording there = format.open(place);
            if (!there.endsAt(barrier)) {
                return there;
            }
            there.close();
        }
        if (!(barrier instanceof RunStarted) && ledger.expects(place)) {
            throw new NoSuchFileException(place.toString(), null, GONE);
        }
        return format.begin(place, barrier, begun || ledger.owns(place));
    }

    /** Those of a run under way are found by what lies beside their files when the recorder was restarted. */
    private OpenRuns.Run run(TrainingEvent event, PartitionManifest ledger) throws IOException {
        OpenRuns.Run known = open.get(event.run());
        if (known != null) {
            return known;
        }
        OpenRuns.Run found = new OpenRuns.Run();
        Path folder = root.path().resolve(event.run());
        if (RecordingRoot.look(folder).filter(there -> there.isDirectory()).isPresent()) {
            for (Path file : FileTree.of(folder)) {
                RecordingPath.read(place(file)).ifPresent(place -> reopen(found, place, event, ledger));
            }
        }
        open.put(event.run(), found);
        return found;
    }

    private String place(Path file) {
        return format.placeOf(root.path().relativize(file).toString()).orElse("");
    }

    private void reopen(OpenRuns.Run run, RecordingPath place, TrainingEvent event, PartitionManifest ledger) {
        try {
            boolean begins = event instanceof RunStarted;
            if (ledger.failure(place).isEmpty() && format.begun(place) && (!begins || format.whole(place))) {
                run.recordings().add(format.open(place));
                ledger.begun(place);
            }
        } catch (Throwable thrown) {
            fail(event, place, thrown, ledger);
        }
    }

    private void fail(TrainingEvent event, RecordingPath place, Throwable thrown, PartitionManifest ledger) {
        RecordingFailure failure = failure(event, place.name(), thrown);
        ledger.fail(place, failure.reason(), failure.temporary());
        failures.failed(failure);
    }

    private void close(OpenRecording recording, TrainingEvent event) {
        try {
            recording.close();
        } catch (IOException e) {
            failures.failed(failure(event, recording.place().name(), e));
        }
    }

    private RecordingFailure failure(TrainingEvent event, String what, Throwable thrown) {
        return RecordingFailure.of(format.name(), event.run(), what, thrown);
    }
}
