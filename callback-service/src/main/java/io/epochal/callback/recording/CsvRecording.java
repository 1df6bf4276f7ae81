package io.epochal.callback.recording;

import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** One CSV file of one run, byte by byte as Keras 3.15, csv_logger.py. */
final class CsvRecording implements OpenRecording {
    private final CsvFiles files;
    private final ConfirmedFile file;
    private final Marks marks;
    private CsvAsked asked;

    private CsvRecording(CsvFiles files, CsvAsked asked, Marks marks) throws IOException {
        this.files = files;
        this.asked = asked;
        this.marks = marks;
        this.file =
                ConfirmedFile.openAt(files.root(), files.file(), marks.last().train());
    }

    /** Goes on behind the last mark. */
    static CsvRecording open(CsvFiles files) throws IOException {
        Marks marks = Marks.open(files.root(), files.marks());
        try (FileLock alone = marks.lock()) {
            marks.read();
            CsvAsked asked = files.asked()
                    .orElseThrow(() -> new NoSuchFileException(files.place() + " holds nothing that was recorded"));
            return new CsvRecording(files, asked, marks);
        } catch (IOException | RuntimeException e) {
            marks.close();
            throw e;
        }
    }

    /**
     * An empty one. That it was begun is written down first, so that it is known for ours whoever dies in between.
     *
     * @param ours whether this recorder has begun it before; if not, nothing may be there
     */
    static CsvRecording begin(CsvFiles files, boolean ours) throws IOException {
        Marks marks = Marks.create(files.root(), files.marks());
        try (FileLock alone = marks.lock()) {
            marks.backTo(EventPosition.BEGINNING);
            files.write(CsvAsked.NOTHING);
            if (!ours) {
                ConfirmedFile.begin(files.root(), files.file()).close();
            }
            return new CsvRecording(files, CsvAsked.NOTHING, marks);
        } catch (UnrecordableException e) {
            marks.close();
            if (!ours) {
                files.forget();
            }
            throw e;
        } catch (IOException | RuntimeException e) {
            marks.close();
            throw e;
        }
    }

    @Override
    public RecordedPlace place() {
        return files.place();
    }

    @Override
    public boolean endsAt(TrainingEvent event) {
        return false;
    }

    @Override
    public void record(TrainingEvent event, Wanted wanted) throws IOException {
        if (!(event instanceof TrainingEvent.Barrier
                || event instanceof RunResumed
                || event instanceof VerdictApplied)) {
            return;
        }
        try (FileLock alone = marks.lock()) {
            marks.check();
            if (!marks.cover(EventPosition.of(event))) {
                boolean done = false;
                try {
                    recordNew(event, wanted);
                    done = true;
                } finally {
                    if (!done) {
                        file.cut(marks.last().train());
                    }
                }
            }
        }
    }

    private void recordNew(TrainingEvent event, Wanted wanted) throws IOException {
        boolean marked = true;
        if (event instanceof RunResumed resumed) {
            takeBack(resumed.firstVoid());
        } else if (event instanceof RunStarted) {
            takeBack(EventPosition.BEGINNING);
            follow(wanted);
        } else if (event instanceof VerdictApplied applied) {
            marked = write(applied);
        } else {
            marked = follow(wanted) || marks.last().equals(Marks.Mark.NONE);
        }
        if (marked) {
            marks.append(new Marks.Mark(EventPosition.of(event), file.length(), 0));
        }
    }

    /** Takes back the rows that a new attempt has made void. */
    private void takeBack(EventPosition firstVoid) throws IOException {
        marks.backTo(firstVoid);
        file.cut(marks.last().train());
    }

    /** A person may have changed the list: what a verdict on this event records, it says by its places. */
    private boolean follow(Wanted wanted) throws IOException {
        Optional<CsvSettings> settings = wanted.csv().stream()
                .filter(one -> one.filename().equals(place().name()))
                .findFirst();
        if (settings.equals(Optional.ofNullable(asked.settings()))) {
            return false;
        }
        asked = asked.by(settings);
        files.write(asked);
        return true;
    }

    private boolean write(VerdictApplied applied) throws IOException {
        CsvSettings settings = asked.settings();
        if (settings == null) {
            return false;
        }
        for (Verdict.Recording recording : applied.recordings()) {
            if (recording.position() == settings.position()) {
                write(settings, applied.epoch(), recording.logs());
                return true;
            }
        }
        return false;
    }

    /** A row; the first one brings the header. */
    private void write(CsvSettings settings, int epoch, Metrics logs) throws IOException {
        List<String> columns = file.length() == 0 ? null : asked.columns();
        String header = "";
        if (columns == null) {
            columns = CsvText.columns(logs);
            asked = asked.with(columns);
            files.write(asked);
            header = CsvText.header(columns, settings.separator());
        }
        file.write((header + CsvText.row(epoch, columns, logs, settings.separator())).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            marks.close();
        }
    }
}
