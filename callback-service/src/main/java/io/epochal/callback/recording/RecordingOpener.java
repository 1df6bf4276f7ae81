package io.epochal.callback.recording;

import io.epochal.callback.recording.folder.FileTree;
import io.epochal.callback.recording.folder.RecordingPath;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Start;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Decides whether a recording begins, or resumes from what is on disk, and opens it. */
record RecordingOpener(RecordingRoot root, RecordingFormat format, FailureReports reports) {
    private static final String MISSING = "what was recorded there is missing";

    /** Opens the recordings that a run has on disk. */
    OpenRuns.Run find(TrainingEvent event, PartitionManifest manifest) throws IOException {
        OpenRuns.Run found = new OpenRuns.Run();
        Path folder = root.path().resolve(event.run());
        if (RecordingRoot.look(folder).filter(BasicFileAttributes::isDirectory).isPresent()) {
            for (Path file : FileTree.of(folder)) {
                format.recordingOf(root.shown(file))
                        .flatMap(RecordingPath::read)
                        .ifPresent(path -> reopen(found, path, event, manifest));
            }
        }
        return found;
    }

    private void reopen(OpenRuns.Run run, RecordingPath path, TrainingEvent event, PartitionManifest manifest) {
        try {
            if (manifest.failure(path).isPresent()) {
                return;
            }
            RecordingFiles files = format.files(path);
            boolean begins = event instanceof Start;
            if (files.areBegun() && (!begins || files.areWhole())) {
                run.recordings().add(format.open(path));
                manifest.begun(path);
            }
        } catch (Throwable thrown) {
            reports.recording(path, thrown, manifest);
        }
    }

    /** Opens a recording that is new in the list, or that begins again with the run. */
    void begin(OpenRuns.Run run, RecordingPath path, TrainingEvent.Barrier barrier, PartitionManifest manifest) {
        boolean again = closeEnded(run, path, barrier);
        if (barrier instanceof Start) {
            manifest.retry(path);
        }
        if (run.has(path) || manifest.failure(path).isPresent()) {
            return;
        }
        try {
            run.recordings().add(again ? format.begin(path, barrier, true) : opened(path, barrier, manifest));
            manifest.begun(path);
        } catch (Throwable thrown) {
            reports.recording(path, thrown, manifest);
        }
    }

    private boolean closeEnded(OpenRuns.Run run, RecordingPath path, TrainingEvent.Barrier barrier) {
        boolean ended = false;
        for (OpenRecording recording : List.copyOf(run.recordings())) {
            if (recording.path().equals(path) && recording.endsAt(barrier)) {
                run.recordings().remove(recording);
                close(recording);
                ended = true;
            }
        }
        return ended;
    }

    private OpenRecording opened(RecordingPath path, TrainingEvent.Barrier barrier, PartitionManifest manifest)
            throws IOException {
        RecordingFiles files = format.files(path);
        boolean begun = files.areBegun();
        if (begun && files.areWhole()) {
            OpenRecording there = format.open(path);
            if (!there.endsAt(barrier)) {
                return there;
            }
            there.close();
        }
        if (!(barrier instanceof Start) && manifest.expects(path)) {
            throw new NoSuchFileException(path.toString(), null, MISSING);
        }
        return format.begin(path, barrier, begun || manifest.owns(path));
    }

    void close(OpenRecording recording) {
        try {
            recording.close();
        } catch (IOException e) {
            reports.file(recording.path().run(), recording.path().name(), e);
        }
    }
}
