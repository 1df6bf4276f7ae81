package io.epochal.trainer.djl;

import io.epochal.keras.Safetensors;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.data.DataReader;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.InputFiles;
import io.epochal.trainer.djl.backbone.Backbones;
import io.epochal.trainer.plugin.TrainerPlugins;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What training a case gave.
 *
 * @param history by the names that Keras' history has, an entry an epoch
 * @param tensors the final weights by their paths in the model, and {@code predictions} for the validation rows, row-major
 */
record TrainedCase(Map<String, List<Double>> history, Map<String, float[]> tensors) {
    static final String PREDICTIONS = "predictions";

    /** @param cache a folder for what is unpacked */
    static TrainedCase train(Path folder, Path cache) throws IOException {
        RunSpec spec = KerasCases.spec(folder);
        InputFiles files = file -> folder.resolve(file.path());
        DataSettings settings = DataSettings.of(folder, cache, 1);
        Map<String, List<Double>> history = new TreeMap<>();
        byte[] weights;
        try (Engine engine = new DjlEngineFactory(files, settings, 1).open(spec)) {
            long step = 0;
            for (int epoch = 0; epoch < spec.epochs(); epoch++) {
                step = epoch(engine, epoch, step, history);
            }
            engine.finalizeWeights();
            weights = weights(engine);
        }
        Map<String, float[]> tensors = new TreeMap<>();
        Safetensors.read("weights", new ByteArrayInputStream(weights), weights.length)
                .forEach((name, tensor) -> tensors.put(name, tensor.floats()));
        try (DatasetRows rows = new DataReader(files, settings)
                .open(spec.data(), spec.validationSplit(), spec.seed(), Preprocessing.NONE)) {
            if (rows.validation().count() > 0) {
                tensors.put(PREDICTIONS, predictions(spec, rows, weights));
            }
        }
        return new TrainedCase(history, tensors);
    }

    /** The step behind the epoch. */
    private static long epoch(Engine engine, int epoch, long before, Map<String, List<Double>> history)
            throws IOException {
        engine.beginEpoch(epoch);
        MetricSums sums = MetricSums.NONE;
        double loss = 0;
        long samples = 0;
        long step = before;
        for (int batch = 0; batch < engine.stepsIn(epoch); batch++) {
            Engine.Batch done = engine.trainBatch(batch, step++, sums);
            sums = done.counted();
            loss += (double) done.meanLoss() * done.samples();
            samples += done.samples();
        }
        put(history, "", engine.metrics((float) (loss / samples), sums));
        if (engine.validatesAfter(epoch)) {
            put(history, "val_", engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED));
        }
        return step;
    }

    private static void put(Map<String, List<Double>> history, String prefix, Metrics metrics) {
        metrics.values().forEach((name, value) -> history.computeIfAbsent(prefix + name, key -> new ArrayList<>())
                .add(value));
    }

    /** Whether there were validation rows to predict. */
    boolean predicts() {
        return tensors.containsKey(PREDICTIONS);
    }

    private static byte[] weights(Engine engine) throws IOException {
        try (Engine.Snapshot snapshot = engine.snapshot()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            snapshot.weights(ModelWeights.TRAINED).open().transferTo(out);
            return out.toByteArray();
        }
    }

    private static float[] predictions(RunSpec spec, DatasetRows rows, byte[] weights) throws IOException {
        Backbones none = new Backbones(TrainerPlugins.NONE, file -> Path.of(file.path()));
        try (DjlModel model = DjlModel.open(spec, rows.validation(), new ByteArrayInputStream(weights), none, 1)) {
            int width = model.output().stream().reduce(1, (a, b) -> a * b);
            FloatBuffer all = FloatBuffer.allocate(rows.validation().count() * width);
            model.predict(rows.validation(), all::put);
            return all.array();
        }
    }
}
