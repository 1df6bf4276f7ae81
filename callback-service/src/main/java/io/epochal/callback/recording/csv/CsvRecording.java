package io.epochal.callback.recording.csv;

import io.epochal.callback.policy.CSVLogger;
import io.epochal.callback.recording.IndexedRecording;
import io.epochal.callback.recording.RecordingPlan;
import io.epochal.callback.recording.folder.ConfirmedFile;
import io.epochal.callback.recording.folder.OffsetIndex;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Resumption;
import io.epochal.protocol.TrainingEvent.Start;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One CSV file of one run, byte by byte as Keras 3.15, csv_logger.py. */
final class CsvRecording extends IndexedRecording {
    private final CsvFiles files;
    private final ConfirmedFile file;
    private CsvLayout layout;

    private CsvRecording(CsvFiles files, CsvLayout layout, OffsetIndex index) throws IOException {
        super(files.path(), index);
        this.files = files;
        this.layout = layout;
        this.file =
                ConfirmedFile.openAt(files.root(), files.file(), index.last().train());
    }

    /** Resumes behind the last confirmed event. */
    static CsvRecording open(CsvFiles files) throws IOException {
        return open(files, index -> {
            CsvLayout layout = files.layout().orElseThrow(() -> nothingRecorded(files));
            return new CsvRecording(files, layout, index);
        });
    }

    /**
     * Begins an empty file.
     *
     * @param ours whether this recorder has begun it before; if not, nothing may be there
     */
    static CsvRecording begin(CsvFiles files, boolean ours) throws IOException {
        return begin(files, ours, index -> {
            index.truncate(EventPosition.BEGINNING);
            files.write(CsvLayout.EMPTY);
            if (!ours) {
                ConfirmedFile.begin(files.root(), files.file()).close();
            }
            return new CsvRecording(files, CsvLayout.EMPTY, index);
        });
    }

    @Override
    public boolean endsAt(TrainingEvent event) {
        return false;
    }

    @Override
    protected boolean concerns(TrainingEvent event) {
        return event instanceof TrainingEvent.Barrier || event instanceof Resumption || event instanceof VerdictApplied;
    }

    @Override
    protected void write(TrainingEvent event, RecordingPlan plan) throws IOException {
        boolean cut = cut(event);
        boolean written = event instanceof VerdictApplied applied && write(applied);
        boolean followed = event instanceof TrainingEvent.Barrier
                && (follow(plan) || index().last().equals(OffsetIndex.Entry.NONE));
        if (cut || written || followed) {
            index().append(new OffsetIndex.Entry(EventPosition.of(event), file.length(), 0));
        }
    }

    /** Whether the event begins an attempt, so that rows may have become void. */
    private boolean cut(TrainingEvent event) throws IOException {
        if (event instanceof Resumption resumed) {
            remove(resumed.firstVoid());
        } else if (event instanceof Start) {
            remove(EventPosition.BEGINNING);
        }
        return event instanceof Resumption || event instanceof Start;
    }

    private void remove(EventPosition firstVoid) throws IOException {
        index().truncate(firstVoid);
        cutToIndex();
    }

    @Override
    protected void cutToIndex() throws IOException {
        file.cut(index().last().train());
    }

    /** A user may have replaced the list: the verdict on this event names its recordings by their positions in the new one. */
    private boolean follow(RecordingPlan plan) throws IOException {
        Optional<CsvSettings> settings = plan.at(CSVLogger.TYPE, path().name())
                .map(logger -> CsvSettings.of(logger.position(), (CSVLogger) logger.callback()));
        if (settings.equals(Optional.ofNullable(layout.settings()))) {
            return false;
        }
        layout = layout.with(settings);
        files.write(layout);
        return true;
    }

    private boolean write(VerdictApplied applied) throws IOException {
        CsvSettings settings = layout.settings();
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

    /** Writes a row; the first one brings the header. */
    private void write(CsvSettings settings, int epoch, Metrics logs) throws IOException {
        List<String> columns = file.length() == 0 ? null : layout.columns();
        String header = "";
        if (columns == null) {
            columns = CsvText.columns(logs);
            layout = layout.with(columns);
            files.write(layout);
            header = CsvText.header(columns, settings.separator());
        }
        file.write((header + CsvText.row(epoch, columns, logs, settings.separator())).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            index().close();
        }
    }
}
