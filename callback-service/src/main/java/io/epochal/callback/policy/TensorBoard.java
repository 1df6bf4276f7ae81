package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.Fields;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks for what TensorBoard shows, as Keras 3.15, tensorboard.py: the logs as its place in the list sees them with the learning
 * rate at that moment, and histograms every {@code histogram_freq} epochs. A recorder does the writing.
 */
record TensorBoard(String logDir, int histogramFreq, boolean writeGraph) implements Callback {

    static TensorBoard read(Fields fields) {
        String logDir = fields.optionalText("log_dir").orElse("logs");
        if (logDir.isBlank() || logDir.startsWith("/") || logDir.contains("..")) {
            throw fields.wrong("log_dir", "must be a folder below the run's, such as \"logs\"");
        }
        int histogramFreq = fields.integer("histogram_freq", 0, 0);
        boolean writeGraph = fields.flag("write_graph", true);
        if (fields.flag("write_images", false)) {
            throw fields.wrong("write_images", "must be false; images of weights are not there yet");
        }
        if (fields.flag("write_steps_per_second", false)) {
            throw fields.wrong("write_steps_per_second", "must be false; it is not there yet");
        }
        fields.oneOf("update_freq", "epoch", "epoch");
        fields.object("state");
        return new TensorBoard(logDir, histogramFreq, writeGraph);
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        Step step = Step.stay(this)
                .recording(epoch.with("learning_rate", epoch.learningRate()).logs());
        boolean summarizes = histogramFreq > 0 && epoch.index() % histogramFreq == 0;
        return summarizes ? step.doing(new Command.SummarizeWeights()) : step;
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
        settings.put("write_images", false);
        settings.put("write_steps_per_second", false);
        settings.put("update_freq", "epoch");
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        return Map.of();
    }
}
