package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.field.Fields;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Records what TensorBoard shows, as Keras 3.15, tensorboard.py: the logs as this callback's place in the list has them, with the
 * learning rate at that moment, and histograms every {@code histogram_freq} epochs. A recorder writes the files.
 *
 * @param arguments what is set
 * @param weights those that the model has where this callback is called
 * @param iterations batches trained when the last epoch ended
 */
public record TensorBoard(Arguments arguments, ModelWeights weights, long iterations) implements Callback {
    /** The {@code type} in a callbacks list. */
    public static final String TYPE = "TensorBoard";

    /** Keras' folders below {@code log_dir}. */
    public static final String TRAIN = "train";

    public static final String VALIDATION = "validation";

    /**
     * Keras' arguments.
     *
     * @param logDir below the run's folder, normalized
     * @param histogramFreq in epochs; 0 for none
     * @param everyBatches Keras' {@code update_freq}; 0 for {@code "epoch"}
     */
    public record Arguments(
            String logDir,
            int histogramFreq,
            boolean writeGraph,
            boolean writeImages,
            boolean writeStepsPerSecond,
            int everyBatches) {
        /** The folders that event files are written in, {@code log_dir} itself first. */
        public List<String> folders() {
            return List.of(logDir, logDir + "/" + TRAIN, logDir + "/" + VALIDATION);
        }
    }

    static TensorBoard read(Fields fields, CompileContext context) {
        String logDir = RecordedFiles.normalize(
                fields.pathOf("log_dir"), fields.optionalText("log_dir").orElse("logs"));
        reject(fields, "profile_batch", fields.number("profile_batch", 0) != 0);
        reject(fields, "embeddings_freq", fields.integer("embeddings_freq", 0, 0) != 0);
        fields.raw("embeddings_metadata");
        Arguments arguments = new Arguments(
                logDir,
                fields.integer("histogram_freq", 0, 0),
                fields.flag("write_graph", true),
                fields.flag("write_images", false),
                fields.flag("write_steps_per_second", false),
                updateFreq(fields));
        return new TensorBoard(
                arguments, context.weights(), fields.object("state").longInteger("iterations", 0));
    }

    private static void reject(Fields fields, String key, boolean set) {
        if (set) {
            throw fields.wrong(key, "must be left out: there is no tf.function to profile and no Embedding layer");
        }
    }

    private static int updateFreq(Fields fields) {
        Object value = fields.raw("update_freq");
        if (value == null || value.equals("epoch")) {
            return 0;
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
        Step step = Step.stay(this);
        return arguments.everyBatches == 0 ? step : step.doing(new Command.RecordBatches(arguments.everyBatches));
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        Metrics logs = epoch.logs().with("learning_rate", epoch.learningRate());
        Step step = Step.to(new TensorBoard(arguments, weights, epoch.step()))
                .recording(
                        arguments.writeStepsPerSecond
                                ? logs.with("steps_per_second", (epoch.step() - iterations) / epoch.seconds())
                                : logs);
        boolean summarizes = arguments.histogramFreq > 0 && epoch.index() % arguments.histogramFreq == 0;
        return summarizes ? step.doing(new Command.SummarizeWeights(weights, arguments.writeImages)) : step;
    }

    @Override
    public Set<String> needs() {
        Set<String> needs = new TreeSet<>();
        if (arguments.everyBatches > 0) {
            needs.add("RecordBatches");
        }
        if (arguments.histogramFreq > 0) {
            needs.add("SummarizeWeights");
        }
        return needs;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("log_dir", arguments.logDir);
        settings.put("histogram_freq", arguments.histogramFreq);
        settings.put("write_graph", arguments.writeGraph);
        settings.put("write_images", arguments.writeImages);
        settings.put("write_steps_per_second", arguments.writeStepsPerSecond);
        settings.put("update_freq", arguments.everyBatches == 0 ? "epoch" : arguments.everyBatches);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        return Map.of("iterations", iterations);
    }
}
