package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names the state at the end of each epoch, or of each that is the best so far, as Keras 3.15, model_checkpoint.py in epoch mode.
 * A name is one of the run's checkpoints, so Keras' file endings are not asked for.
 */
record ModelCheckpoint(
        Monitor monitor,
        CheckpointName name,
        int verbose,
        boolean saveBestOnly,
        boolean saveWeightsOnly,
        @Nullable Double initialValueThreshold,
        @Nullable Double best)
        implements Callback {

    static ModelCheckpoint read(Fields fields, List<String> compiledMetrics, Set<String> logs) {
        CheckpointName name = CheckpointName.read(fields, logs);
        boolean bestOnly = fields.flag("save_best_only", false);
        // Without save_best_only Keras never resolves the monitor, so it may be anything.
        Monitor monitor = Monitor.read(fields, bestOnly ? compiledMetrics : withAnything(fields, compiledMetrics), 0);
        int verbose = fields.integer("verbose", 0, 0);
        boolean weightsOnly = fields.flag("save_weights_only", false);
        if (fields.has("save_freq") && !"epoch".equals(fields.raw("save_freq"))) {
            throw fields.wrong("save_freq", "must be \"epoch\"; saving every n batches is not there yet");
        }
        Double threshold = State.readNumber(fields, "initial_value_threshold");
        Fields state = fields.object("state");
        Double best = state.has("best") ? State.readNumber(state, "best") : threshold;
        return new ModelCheckpoint(monitor, name, verbose, bestOnly, weightsOnly, threshold, best);
    }

    private static List<String> withAnything(Fields fields, List<String> compiledMetrics) {
        String monitor = fields.optionalText("monitor").orElse("val_loss");
        List<String> names = new ArrayList<>(compiledMetrics);
        names.add(monitor.startsWith("val_") ? monitor.substring("val_".length()) : monitor);
        return names;
    }

    @Override
    public Step onTrainBegin() {
        return monitor.begin(this);
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        // Written out even when nothing is saved: a field that names no log fails here, as in Keras.
        String saved = name.at(epoch.index(), epoch.logs());
        Command save = new Command.SaveCheckpoint(saved);
        if (!saveBestOnly) {
            return Step.to(this, "saving " + saved).doing(save);
        }
        OptionalDouble value = monitor.in(epoch.logs());
        if (value.isEmpty()) {
            return Step.to(
                            this,
                            "saving the best is conditioned on " + monitor.missing(epoch.logs()) + "; saving " + saved)
                    .doing(save);
        }
        double current = value.getAsDouble();
        if (!monitor.improves(current, best)) {
            return Step.to(this, monitor.comparison(current, best, false));
        }
        ModelCheckpoint next = new ModelCheckpoint(
                monitor, name, verbose, saveBestOnly, saveWeightsOnly, initialValueThreshold, current);
        return Step.to(next, monitor.comparison(current, best, true) + ", saving " + saved)
                .doing(save);
    }

    @Override
    public String type() {
        return "ModelCheckpoint";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        monitor.writeTo(settings);
        settings.put("filepath", name.filepath());
        settings.put("verbose", verbose);
        settings.put("save_best_only", saveBestOnly);
        settings.put("save_weights_only", saveWeightsOnly);
        settings.put("save_freq", "epoch");
        State.put(settings, "initial_value_threshold", initialValueThreshold);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new TreeMap<>();
        State.put(state, "best", best);
        return state;
    }
}
