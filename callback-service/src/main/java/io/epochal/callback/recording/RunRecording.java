package io.epochal.callback.recording;

import io.epochal.protocol.EventPosition;
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
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run, as one TensorBoard callback of its list has it written: {@code train} and {@code validation} below its {@code log_dir},
 * tags and steps as Keras 3.15, tensorboard.py.
 */
final class RunRecording implements OpenRecording {
    private static final String VALIDATION_PREFIX = "val_";

    private final TensorBoardFiles files;
    private final ConfirmedFile train;
    private final ConfirmedFile validation;
    private final Marks marks;
    private Asked asked;

    private RunRecording(
            TensorBoardFiles files, Asked asked, Marks marks, ConfirmedFile train, ConfirmedFile validation) {
        this.files = files;
        this.asked = asked;
        this.marks = marks;
        this.train = train;
        this.validation = validation;
    }

    /** Goes on behind the last mark. */
    static RunRecording open(TensorBoardFiles files) throws IOException {
        Marks marks = Marks.open(files.root(), files.marks());
        try (FileLock alone = marks.lock()) {
            marks.read();
            Asked asked = files.asked()
                    .orElseThrow(() -> new NoSuchFileException(files.place() + " holds nothing that was recorded"));
            return of(files, asked, marks);
        } catch (IOException | RuntimeException e) {
            marks.close();
            throw e;
        }
    }

    /**
     * Begins with the first event that has the callback in its list; deletes what an earlier attempt has left.
     *
     * @param ours whether this recorder has begun it before; if not, nothing may be there
     */
    static RunRecording begin(TensorBoardFiles files, TrainingEvent.Barrier first, boolean ours) throws IOException {
        Asked asked = Asked.nothing(EventFiles.name(first));
        Marks marks = Marks.create(files.root(), files.marks());
        try (FileLock alone = marks.lock()) {
            if (ours) {
                files.deleteEvents();
            }
            EventFiles events = files.events(asked);
            ConfirmedFile.requireNothing(files.root(), events.train());
            ConfirmedFile.requireNothing(files.root(), events.validation());
            marks.backTo(EventPosition.BEGINNING);
            files.write(asked);
            return of(files, asked, marks);
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

    private static RunRecording of(TensorBoardFiles files, Asked asked, Marks marks) throws IOException {
        EventFiles events = files.events(asked);
        ConfirmedFile train =
                ConfirmedFile.openAt(files.root(), events.train(), marks.last().train());
        try {
            ConfirmedFile validation = ConfirmedFile.openAt(
                    files.root(), events.validation(), marks.last().validation());
            return new RunRecording(files, asked, marks, train, validation);
        } catch (IOException | RuntimeException e) {
            train.close();
            throw e;
        }
    }

    @Override
    public RecordedPlace place() {
        return files.place();
    }

    /** Its files are called by their attempt. */
    @Override
    public boolean endsAt(TrainingEvent event) {
        return event instanceof RunStarted && attempt() < event.attempt();
    }

    /** The latest one that was heard; 0 before the first event. */
    private int attempt() {
        return marks.last().position().attempt();
    }

    @Override
    public void record(TrainingEvent event, Wanted wanted) throws IOException {
        try (FileLock alone = marks.lock()) {
            marks.check();
            if (!marks.cover(EventPosition.of(event))) {
                boolean done = false;
                try {
                    recordNew(event, wanted);
                    done = true;
                } finally {
                    if (!done) {
                        cut();
                    }
                }
            }
        }
    }

    private void recordNew(TrainingEvent event, Wanted wanted) throws IOException {
        if (event instanceof RunResumed resumed) {
            takeBack(resumed.firstVoid());
        } else if (event instanceof RunStarted) {
            takeBack(EventPosition.BEGINNING);
        }
        if (event instanceof TrainingEvent.Barrier) {
            follow(event, wanted);
        }
        Optional<TensorBoardSettings> settings = asked.settings();
        if (settings.isPresent()) {
            write(event, settings.get());
        }
        marks.append(new Marks.Mark(EventPosition.of(event), train.length(), validation.length()));
    }

    /** Unwrites what is void now. The files come last: whoever opens them cuts them to the marks. */
    private void takeBack(EventPosition firstVoid) throws IOException {
        asked = asked.before(firstVoid);
        files.write(asked);
        marks.backTo(firstVoid);
        cut();
    }

    private void cut() throws IOException {
        train.cut(marks.last().train());
        validation.cut(marks.last().validation());
    }

    /** A person may have changed the list: what a verdict on this event records, it says by its places. */
    private void follow(TrainingEvent barrier, Wanted wanted) throws IOException {
        Optional<TensorBoardSettings> settings = wanted.tensorBoard().stream()
                .filter(one -> one.logDir().equals(place().name()))
                .findFirst();
        if (!settings.equals(asked.settings())) {
            asked = asked.with(EventPosition.of(barrier), settings);
            files.write(asked);
        }
    }

    private static void put(ConfirmedFile file, byte[] payload) throws IOException {
        file.write(RecordFile.record(payload));
    }

    private void write(TrainingEvent event, TensorBoardSettings settings) throws IOException {
        if (train.length() == 0) {
            put(train, TensorBoardRecords.fileVersion(event.time()));
            put(validation, TensorBoardRecords.fileVersion(event.time()));
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
        put(train, TensorBoardRecords.hparams(started.time(), started.run(), HyperParameters.of(started.spec())));
        if (settings.writeGraph()) {
            RunSpec.Model model = started.spec().model();
            put(train, TensorBoardRecords.kerasModel(started.time(), KerasModel.json(model, started.inputShape())));
        }
    }

    private void write(BatchRecorded recorded, TensorBoardSettings settings) throws IOException {
        if (settings.everyBatches() > 0 && recorded.step() % settings.everyBatches() == 0) {
            if (settings.writeStepsPerSecond()) {
                put(
                        train,
                        TensorBoardRecords.scalar(
                                recorded.time(), recorded.step(), "batch_steps_per_second", 1 / recorded.seconds()));
            }
            for (Map.Entry<String, Double> log : recorded.metrics().values().entrySet()) {
                put(
                        train,
                        TensorBoardRecords.scalar(
                                recorded.time(), recorded.step(), "batch_" + log.getKey(), log.getValue()));
            }
        }
    }

    private void write(EpochEnded ended) throws IOException {
        for (Map.Entry<String, Double> log : ended.metrics().values().entrySet()) {
            if (log.getKey().startsWith(VALIDATION_PREFIX)) {
                String tag = "evaluation_" + log.getKey().substring(VALIDATION_PREFIX.length()) + "_vs_iterations";
                put(validation, TensorBoardRecords.scalar(ended.time(), ended.step(), tag, log.getValue()));
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
        put(validated ? validation : train, TensorBoardRecords.scalar(applied.time(), applied.epoch(), tag, value));
    }

    private void write(WeightsSummarized summarized) throws IOException {
        for (Histogram histogram : summarized.histograms()) {
            put(
                    train,
                    TensorBoardRecords.histogram(
                            summarized.time(),
                            summarized.epoch(),
                            histogram.weight() + "/histogram",
                            histogram.buckets()));
        }
    }

    private void write(WeightsDrawn drawn) throws IOException {
        List<byte[]> pngs =
                drawn.images().stream().map(Base64.getDecoder()::decode).toList();
        put(
                train,
                TensorBoardRecords.images(
                        drawn.time(), drawn.epoch(), drawn.weight() + "/image", drawn.width(), drawn.height(), pngs));
    }

    @Override
    public void close() throws IOException {
        train.close();
        validation.close();
        marks.close();
    }
}
