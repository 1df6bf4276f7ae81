package io.epochal.callback.recording;

import io.epochal.protocol.Histogram;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.protocol.Verdict;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileLock;
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
    private final Marks marks;
    private Asked asked;

    private RunRecording(Path run, Path folder, Asked asked, Marks marks) throws IOException {
        this.run = run;
        this.folder = folder;
        this.asked = asked;
        this.marks = marks;
        EventFiles files = EventFiles.of(folder, asked.file());
        this.train = RecordFile.openAt(files.train(), marks.last().train());
        this.validation = RecordFile.openAt(files.validation(), marks.last().validation());
    }

    /** Goes on behind the last mark; empty when nothing was begun in this folder. */
    static Optional<RunRecording> open(Path run, Path folder) throws IOException {
        if (Asked.readFrom(folder).isEmpty()) {
            return Optional.empty();
        }
        Marks marks = Marks.openIn(folder);
        try (FileLock alone = marks.lock()) {
            marks.read();
            return Optional.of(
                    new RunRecording(run, folder, Asked.readFrom(folder).orElseThrow(), marks));
        } catch (IOException e) {
            marks.close();
            throw e;
        }
    }

    /** Begins with the first event that has the callback in its list; deletes what an earlier attempt has left. */
    static RunRecording begin(Path run, Path folder, TrainingEvent.Barrier first) throws IOException {
        Marks marks = Marks.openIn(folder);
        try (FileLock alone = marks.lock()) {
            EventFiles.deleteAll(folder);
            marks.backTo(Moment.BEGINNING);
            Asked asked = Asked.nothing(EventFiles.name(first));
            asked.writeTo(folder);
            return new RunRecording(run, folder, asked, marks);
        }
    }

    /** Whether all that was ever confirmed in this folder is still there. */
    static boolean whole(Path folder) throws IOException {
        Optional<Asked> asked = Asked.readable(folder);
        Optional<Marks.Mark> last = Marks.lastIn(folder);
        return asked.isPresent()
                && last.isPresent()
                && EventFiles.of(folder, asked.get().file()).hold(last.get());
    }

    /** The next event that has the callback in its list begins anew. */
    static void forget(Path folder) throws IOException {
        Asked.delete(folder);
        Marks.delete(folder);
    }

    boolean isIn(Path other) {
        return folder.equals(other);
    }

    /** The latest one that was heard; 0 before the first event. */
    int attempt() {
        return marks.last().moment().attempt();
    }

    /**
     * Writes an event down, once; it is in the files when this returns. {@link WrittenElsewhere} when they are to be opened again.
     */
    void record(TrainingEvent event) throws IOException {
        try (FileLock alone = marks.lock()) {
            marks.check();
            if (!marks.cover(Moment.of(event))) {
                recordNew(event);
            }
        }
    }

    private void recordNew(TrainingEvent event) throws IOException {
        if (event instanceof RunResumed resumed) {
            takeBack(Moment.firstVoid(resumed));
        } else if (event instanceof RunStarted) {
            takeBack(Moment.BEGINNING);
        }
        if (event instanceof TrainingEvent.Barrier barrier) {
            follow(barrier);
        }
        Optional<TensorBoardSettings> settings = asked.settings();
        if (settings.isPresent()) {
            write(event, settings.get());
        }
        marks.append(new Marks.Mark(Moment.of(event), train.length(), validation.length()));
    }

    /** Unwrites what is void now. The files come last: whoever opens them cuts them to the marks. */
    private void takeBack(Moment firstVoid) throws IOException {
        asked = asked.before(firstVoid);
        asked.writeTo(folder);
        marks.backTo(firstVoid);
        train.cut(marks.last().train());
        validation.cut(marks.last().validation());
    }

    /** A person may have changed the list: what a verdict on this event records, it says by its places. */
    private void follow(TrainingEvent.Barrier barrier) throws IOException {
        Optional<TensorBoardSettings> settings = TensorBoardSettings.in(barrier.callbacks()).stream()
                .filter(one -> isIn(one.below(run)))
                .findFirst();
        if (!settings.equals(asked.settings())) {
            asked = asked.with(Moment.of(barrier), settings);
            asked.writeTo(folder);
        }
    }

    private void write(TrainingEvent event, TensorBoardSettings settings) throws IOException {
        if (train.length() == 0) {
            train.write(TensorBoardRecords.fileVersion(event.time()));
            validation.write(TensorBoardRecords.fileVersion(event.time()));
        }
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

    @Override
    public void close() throws IOException {
        train.close();
        validation.close();
        marks.close();
    }
}
