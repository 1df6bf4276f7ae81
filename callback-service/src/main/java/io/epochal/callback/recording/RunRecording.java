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
import org.jspecify.annotations.Nullable;

/**
 * One run, as one TensorBoard callback of its list has it written: {@code train} and {@code validation} below its {@code log_dir},
 * tags and steps as Keras 3.15, tensorboard.py.
 */
final class RunRecording implements Closeable {
    private static final String VALIDATION_PREFIX = "val_";

    private final Path folder;
    private final int position;
    private final boolean writeGraph;
    private final boolean writeImages;
    private final boolean writeStepsPerSecond;
    private final int everyBatches;
    private final RecordFile train;
    private final RecordFile validation;
    private Bookmark bookmark;

    private RunRecording(Path folder, int position, Map<String, Object> settings, Bookmark bookmark)
            throws IOException {
        this.folder = folder;
        this.position = position;
        this.writeGraph = !Boolean.FALSE.equals(settings.get("write_graph"));
        this.writeImages = Boolean.TRUE.equals(settings.get("write_images"));
        this.writeStepsPerSecond = Boolean.TRUE.equals(settings.get("write_steps_per_second"));
        this.everyBatches = everyBatches(settings.get("update_freq"));
        this.bookmark = bookmark;
        EventFiles files = EventFiles.of(folder, position, bookmark);
        this.train = RecordFile.openAt(files.train(), bookmark.trainLength());
        this.validation = RecordFile.openAt(files.validation(), bookmark.validationLength());
    }

    /** Goes on behind the bookmark. */
    static RunRecording open(Path folder, int position, Bookmark bookmark) throws IOException {
        Map<String, Object> settings = bookmark.spec().callbacks().get(position);
        return new RunRecording(folder, position, settings, bookmark);
    }

    /** 0 where only epochs are asked for. */
    private static int everyBatches(@Nullable Object updateFreq) {
        return "batch".equals(updateFreq) ? 1 : updateFreq instanceof Integer batches ? batches : 0;
    }

    /** Begins with an attempt's first event. What an earlier attempt has left would be read as a second run. */
    static RunRecording begin(Path folder, int position, RunStarted started) throws IOException {
        EventFiles.deleteAll(folder, position);
        Bookmark first = new Bookmark(
                started.attempt(),
                started.attempt(),
                started.sequence() - 1,
                started.time(),
                started.spec(),
                0,
                0,
                List.of());
        return open(folder, position, first);
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
        if (event instanceof TrainingEvent.Barrier || event instanceof RunSuspended) {
            bookmark = bookmark.marked(event.sequence(), train.length(), validation.length());
        } else if (event instanceof CommandApplied) {
            bookmark = bookmark.marked(event.sequence() + 1, train.length(), validation.length());
        }
        if (event instanceof RunStarted started) {
            write(started);
        } else if (event instanceof BatchRecorded recorded) {
            write(recorded);
        } else if (event instanceof EpochEnded ended) {
            write(ended);
        } else if (event instanceof VerdictApplied applied) {
            write(applied);
        } else if (event instanceof WeightsSummarized summarized) {
            write(summarized);
        } else if (event instanceof WeightsDrawn drawn && writeImages) {
            write(drawn);
        }
        bookmark = bookmark.at(event.sequence(), train.length(), validation.length());
        bookmark.writeTo(folder);
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

    private void write(RunStarted started) throws IOException {
        train.write(TensorBoardRecords.fileVersion(started.time()));
        validation.write(TensorBoardRecords.fileVersion(started.time()));
        train.write(TensorBoardRecords.hparams(started.time(), started.run(), HyperParameters.of(started.spec())));
        if (writeGraph) {
            RunSpec.Model model = started.spec().model();
            train.write(TensorBoardRecords.kerasModel(started.time(), KerasModel.json(model, started.inputShape())));
        }
    }

    private void write(BatchRecorded recorded) throws IOException {
        if (everyBatches > 0 && recorded.step() % everyBatches == 0) {
            if (writeStepsPerSecond) {
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

    private void write(VerdictApplied applied) throws IOException {
        for (Verdict.Recording recording : applied.recordings()) {
            if (recording.position() == position) {
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

    boolean at(Path place) {
        return folder.equals(place);
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
