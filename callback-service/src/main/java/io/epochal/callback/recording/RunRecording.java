package io.epochal.callback.recording;

import io.epochal.protocol.Histogram;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.protocol.Verdict;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run, as one TensorBoard callback of its list has it written: {@code train} and {@code validation} below its {@code log_dir},
 * tags and steps as Keras 3.15, tensorboard.py.
 */
final class RunRecording implements Closeable {
    private static final String VALIDATION_PREFIX = "val_";

    private final Path run;
    private final Path folder;
    private final RecordFile train;
    private final RecordFile validation;
    private Bookmark bookmark;

    private RunRecording(Path run, Path folder, Bookmark bookmark) throws IOException {
        this.run = run;
        this.folder = folder;
        this.bookmark = bookmark;
        EventFiles files = EventFiles.of(folder, bookmark);
        this.train = RecordFile.openAt(files.train(), bookmark.trainLength());
        this.validation = RecordFile.openAt(files.validation(), bookmark.validationLength());
    }

    /** Goes on behind the bookmark. */
    static RunRecording open(Path run, Path folder, Bookmark bookmark) throws IOException {
        return new RunRecording(run, folder, bookmark);
    }

    /** Begins with the first event whose list has the callback. What an earlier attempt has left would be read as a second run. */
    static RunRecording begin(Path run, TensorBoardSettings settings, TrainingEvent.Barrier first) throws IOException {
        Path folder = run.resolve(settings.logDir());
        EventFiles.deleteAll(folder);
        Bookmark bookmark = new Bookmark(
                EventFiles.name(first, settings.position()),
                first.attempt(),
                first.sequence() - 1,
                first.callbacks(),
                0,
                0,
                List.of());
        RunRecording recording = open(run, folder, bookmark);
        recording.train.write(TensorBoardRecords.fileVersion(first.time()));
        recording.validation.write(TensorBoardRecords.fileVersion(first.time()));
        return recording;
    }

    /** What is asked for now; empty when the callback is not in the list any more. */
    private Optional<TensorBoardSettings> settings() {
        return TensorBoardSettings.in(bookmark.callbacks()).stream()
                .filter(one -> at(run.resolve(one.logDir())))
                .findFirst();
    }

    boolean at(Path place) {
        return folder.equals(place);
    }

    /** Writes an event down, once; it is in the files when this returns. */
    void record(TrainingEvent event) throws IOException {
        if (bookmark.covers(event.attempt(), event.sequence())) {
            return;
        }
        if (event instanceof RunResumed resumed) {
            goOn(resumed);
            return;
        }
        if (event instanceof TrainingEvent.Barrier barrier) {
            bookmark = bookmark.under(barrier.callbacks());
        }
        if (event instanceof TrainingEvent.Barrier || event instanceof RunSuspended) {
            bookmark = bookmark.marked(event.sequence(), train.length(), validation.length());
        } else if (event instanceof CommandApplied) {
            bookmark = bookmark.marked(event.sequence() + 1, train.length(), validation.length());
        }
        Optional<TensorBoardSettings> settings = settings();
        if (settings.isPresent()) {
            write(event, settings.get());
        }
        bookmark = bookmark.at(event.sequence(), train.length(), validation.length());
        bookmark.writeTo(folder);
    }

    private void write(TrainingEvent event, TensorBoardSettings settings) throws IOException {
        if (event instanceof RunStarted started) {
            write(started, settings);
        } else if (event instanceof BatchRecorded recorded) {
            write(recorded, settings);
        } else if (event instanceof EpochEnded ended) {
            write(ended);
        } else if (event instanceof VerdictApplied applied) {
            write(applied, settings);
        } else if (event instanceof WeightsSummarized summarized) {
            write(summarized);
        } else if (event instanceof WeightsDrawn drawn && settings.writeImages()) {
            write(drawn);
        }
    }

    /** Unwrites what is void now. */
    private void goOn(RunResumed resumed) throws IOException {
        Optional<Bookmark> back = bookmark.resumed(resumed);
        if (back.isEmpty()) {
            throw new IOException(folder + " does not go back as far as event " + resumed.fromSequence()
                    + " of attempt " + resumed.fromAttempt() + "; delete it to have it written anew");
        }
        bookmark = back.get();
        train.cut(bookmark.trainLength());
        validation.cut(bookmark.validationLength());
        bookmark.writeTo(folder);
    }

    private void write(RunStarted started, TensorBoardSettings settings) throws IOException {
        train.write(TensorBoardRecords.hparams(started.time(), started.run(), HyperParameters.of(started.spec())));
        if (settings.writeGraph()) {
            RunSpec.Model model = started.spec().model();
            train.write(TensorBoardRecords.kerasModel(started.time(), KerasModel.json(model, started.inputShape())));
        }
    }

    private void write(BatchRecorded recorded, TensorBoardSettings settings) throws IOException {
        if (settings.everyBatches() > 0 && recorded.step() % settings.everyBatches() == 0) {
            if (settings.writeStepsPerSecond()) {
                train.write(TensorBoardRecords.scalar(
                        recorded.time(), recorded.step(), "batch_steps_per_second", 1 / recorded.seconds()));
            }
            for (Map.Entry<String, Double> log : recorded.metrics().values().entrySet()) {
                train.write(TensorBoardRecords.scalar(
                        recorded.time(), recorded.step(), "batch_" + log.getKey(), log.getValue()));
            }
        }
    }

    private void write(EpochEnded ended) throws IOException {
        for (Map.Entry<String, Double> log : ended.metrics().values().entrySet()) {
            if (log.getKey().startsWith(VALIDATION_PREFIX)) {
                String tag = "evaluation_" + log.getKey().substring(VALIDATION_PREFIX.length()) + "_vs_iterations";
                validation.write(TensorBoardRecords.scalar(ended.time(), ended.step(), tag, log.getValue()));
            }
        }
    }

    private void write(VerdictApplied applied, TensorBoardSettings settings) throws IOException {
        for (Verdict.Recording recording : applied.recordings()) {
            if (recording.position() == settings.position()) {
                for (Map.Entry<String, Double> log : recording.logs().values().entrySet()) {
                    write(applied, log.getKey(), log.getValue());
                }
            }
        }
    }

    private void write(VerdictApplied applied, String log, double value) throws IOException {
        boolean validated = log.startsWith(VALIDATION_PREFIX);
        String tag = "epoch_" + (validated ? log.substring(VALIDATION_PREFIX.length()) : log);
        (validated ? validation : train).write(TensorBoardRecords.scalar(applied.time(), applied.epoch(), tag, value));
    }

    private void write(WeightsSummarized summarized) throws IOException {
        for (Histogram histogram : summarized.histograms()) {
            train.write(TensorBoardRecords.histogram(
                    summarized.time(), summarized.epoch(), histogram.weight() + "/histogram", histogram.buckets()));
        }
    }

    private void write(WeightsDrawn drawn) throws IOException {
        List<byte[]> pngs =
                drawn.images().stream().map(Base64.getDecoder()::decode).toList();
        train.write(TensorBoardRecords.images(
                drawn.time(), drawn.epoch(), drawn.weight() + "/image", drawn.width(), drawn.height(), pngs));
    }

    int attempt() {
        return bookmark.attempt();
    }

    @Override
    public void close() throws IOException {
        train.close();
        validation.close();
    }
}
