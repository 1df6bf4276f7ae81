package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.recording.folder.ConfirmedFile;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingEvent.WeightsDrawn;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which summaries an event leads to, with tags and steps as Keras 3.15, tensorboard.py. */
final class SummaryWriter {
    private static final String VALIDATION_PREFIX = "val_";

    private final GatheredRecords train;
    private final GatheredRecords validation;

    SummaryWriter(ConfirmedFile train, ConfirmedFile validation) {
        this.train = new GatheredRecords(train);
        this.validation = new GatheredRecords(validation);
    }

    /** Its summaries are in the files when this returns. */
    void write(TrainingEvent event, TensorBoardSettings settings) throws IOException {
        try {
            gather(event, settings);
            train.write();
            validation.write();
        } finally {
            train.clear();
            validation.clear();
        }
    }

    private void gather(TrainingEvent event, TensorBoardSettings settings) {
        if (train.isFirst()) {
            train.add(EventMessages.fileVersion(event.time()));
            validation.add(EventMessages.fileVersion(event.time()));
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

    private void write(RunStarted started, TensorBoardSettings settings) {
        // What is not made of Keras' layers has no graph here.
        if (settings.writeGraph() && started.spec().model().backbone() == null) {
            Optional<String> model = KerasModel.json(started.spec().model().graph(), started.inputShapes());
            if (model.isPresent()) {
                train.add(EventMessages.kerasModel(started.time(), model.get()));
            }
        }
    }

    private void write(BatchRecorded recorded, TensorBoardSettings settings) {
        if (settings.everyBatches() > 0 && recorded.step() % settings.everyBatches() == 0) {
            if (settings.writeStepsPerSecond()) {
                batch(recorded, "steps_per_second", 1 / recorded.seconds());
            }
            for (Map.Entry<String, Double> log : recorded.metrics().values().entrySet()) {
                batch(recorded, log.getKey(), log.getValue());
            }
        }
    }

    private void batch(BatchRecorded recorded, String log, double value) {
        train.add(EventMessages.scalar(recorded.time(), recorded.step(), "batch_" + log, value));
    }

    private void write(EpochEnded ended) {
        for (Map.Entry<String, Double> log : ended.metrics().values().entrySet()) {
            if (log.getKey().startsWith(VALIDATION_PREFIX)) {
                String tag = "evaluation_" + log.getKey().substring(VALIDATION_PREFIX.length()) + "_vs_iterations";
                validation.add(EventMessages.scalar(ended.time(), ended.step(), tag, log.getValue()));
            }
        }
    }

    private void write(VerdictApplied applied, TensorBoardSettings settings) {
        for (Verdict.Recording recording : applied.recordings()) {
            if (recording.position() == settings.position()) {
                for (Map.Entry<String, Double> log : recording.logs().values().entrySet()) {
                    write(applied, log.getKey(), log.getValue());
                }
            }
        }
    }

    private void write(VerdictApplied applied, String log, double value) {
        boolean validated = log.startsWith(VALIDATION_PREFIX);
        String tag = "epoch_" + (validated ? log.substring(VALIDATION_PREFIX.length()) : log);
        (validated ? validation : train).add(EventMessages.scalar(applied.time(), applied.epoch(), tag, value));
    }

    private void write(WeightsSummarized summarized) {
        for (Histogram histogram : summarized.histograms()) {
            String tag = histogram.weight() + "/histogram";
            train.add(EventMessages.histogram(summarized.time(), summarized.epoch(), tag, histogram.buckets()));
        }
    }

    private void write(WeightsDrawn drawn) {
        List<byte[]> pngs =
                drawn.images().stream().map(Base64.getDecoder()::decode).toList();
        String tag = drawn.weight() + "/image";
        train.add(EventMessages.images(drawn.time(), drawn.epoch(), tag, drawn.width(), drawn.height(), pngs));
    }
}
