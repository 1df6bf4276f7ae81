package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.Fields;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what TensorBoard shows, as Keras 3.15, tensorboard.py: the logs as its place in the list sees them with the learning
 * rate at that moment, and histograms every {@code histogram_freq} epochs. A recorder does the writing.
 *
 * @param weights those that the model has where this is asked
 */
record TensorBoard(
        String logDir,
        int histogramFreq,
        boolean writeGraph,
        boolean writeImages,
        boolean writeStepsPerSecond,
        @Nullable Integer everyBatches,
        ModelWeights weights,
        long iterations)
        implements Callback {

    static TensorBoard read(Fields fields, CompileContext compiled) {
        String logDir = RecordedFiles.normalize(
                fields.pathOf("log_dir"), fields.optionalText("log_dir").orElse("logs"));
        refuse(fields, "profile_batch", fields.number("profile_batch", 0) != 0);
        refuse(fields, "embeddings_freq", fields.integer("embeddings_freq", 0, 0) != 0);
        fields.raw("embeddings_metadata");
        return new TensorBoard(
                logDir,
                fields.integer("histogram_freq", 0, 0),
                fields.flag("write_graph", true),
                fields.flag("write_images", false),
                fields.flag("write_steps_per_second", false),
                updateFreq(fields),
                compiled.weights(),
                fields.object("state").longInteger("iterations", 0));
    }

    private static void refuse(Fields fields, String key, boolean asked) {
        if (asked) {
            throw fields.wrong(key, "must be left out: there is no tf.function to profile and no Embedding layer");
        }
    }

    /** Null for {@code "epoch"}, else a number of batches. */
    private static @Nullable Integer updateFreq(Fields fields) {
        Object value = fields.raw("update_freq");
        if (value == null || value.equals("epoch")) {
            return null;
        }
        if (value.equals("batch")) {
            return 1;
        }
        if (value instanceof Integer batches && batches > 0) {
            return batches;
        }
        throw fields.wrong("update_freq", "must be \"epoch\", \"batch\" or a number of batches, 1 or more");
    }

    @Override
    public Step onTrainBegin() {
        return everyBatches == null ? Step.stay(this) : Step.stay(this).doing(new Command.RecordBatches(everyBatches));
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        Metrics seen = epoch.logs().with("learning_rate", epoch.learningRate());
        TensorBoard next = new TensorBoard(
                logDir,
                histogramFreq,
                writeGraph,
                writeImages,
                writeStepsPerSecond,
                everyBatches,
                weights,
                epoch.step());
        Step step = Step.to(next)
                .recording(
                        writeStepsPerSecond
                                ? seen.with("steps_per_second", (epoch.step() - iterations) / epoch.seconds())
                                : seen);
        boolean summarizes = histogramFreq > 0 && epoch.index() % histogramFreq == 0;
        return summarizes ? step.doing(new Command.SummarizeWeights(weights, writeImages)) : step;
    }

    @Override
    public String type() {
        return "TensorBoard";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("log_dir", logDir);
        settings.put("histogram_freq", histogramFreq);
        settings.put("write_graph", writeGraph);
        settings.put("write_images", writeImages);
        settings.put("write_steps_per_second", writeStepsPerSecond);
        settings.put("update_freq", everyBatches == null ? "epoch" : everyBatches);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        return Map.of("iterations", iterations);
    }
}
