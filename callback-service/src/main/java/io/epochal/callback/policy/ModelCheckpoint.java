package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.Fields;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.SpecException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Names the state at the end of each epoch, or of each that is the best so far, as Keras 3.15, model_checkpoint.py; with an integer {@code save_freq}
 * every so many batches.
 * A name is one of the run's checkpoints, so Keras' file endings are not asked for.
 *
 * @param weights those that the model has where this is asked at an epoch's end
 */
record ModelCheckpoint(
        Monitor monitor,
        CheckpointName name,
        int verbose,
        boolean saveBestOnly,
        boolean saveWeightsOnly,
        SaveFreq saveFreq,
        @Nullable Double initialValueThreshold,
        ModelWeights weights,
        @Nullable Double best)
        implements Callback {

    static ModelCheckpoint read(Fields fields, CompileContext compiled) {
        SaveFreq saveFreq = SaveFreq.read(fields);
        Set<String> fillable = new TreeSet<>(saveFreq.atEpochs() ? compiled.logs() : compiled.batchLogs());
        fillable.add("epoch");
        if (!saveFreq.atEpochs()) {
            fillable.add("batch");
        }
        CheckpointName name = CheckpointName.read(fields, fillable);
        boolean bestOnly = fields.flag("save_best_only", false);
        // Without save_best_only Keras never resolves the monitor, so it may be anything.
        Monitor monitor = bestOnly ? Monitor.read(fields, compiled, 0) : Monitor.unresolved(fields, compiled);
        int verbose = fields.integer("verbose", 0, 0);
        boolean weightsOnly = fields.flag("save_weights_only", false);
        Double threshold = OptionalFields.readNumber(fields, "initial_value_threshold");
        Fields state = fields.object("state");
        Double best = state.has("best") ? OptionalFields.readNumber(state, "best") : threshold;
        return new ModelCheckpoint(
                monitor, name, verbose, bestOnly, weightsOnly, saveFreq, threshold, compiled.weights(), best);
    }

    @Override
    public Step onTrainBegin() {
        return monitor.begin(this);
    }

    @Override
    public Ask asks(long step) {
        return saveFreq.asks(step);
    }

    @Override
    public Step onBatchEnd(Batch batch) {
        return saveFreq.dueAt(batch.step())
                ? save(batch.epoch(), batch.index(), batch.logs(), ModelWeights.TRAINED)
                : Step.stay(this);
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        return saveFreq.atEpochs() ? save(epoch.index(), -1, epoch.logs(), weights) : Step.stay(this);
    }

    private Step save(int epoch, int batch, Metrics logs, ModelWeights which) {
        // Filled in even when nothing is saved: a field that names no log fails here, as in Keras.
        Optional<String> unfilled = name.unfilled(logs);
        if (unfilled.isPresent()) {
            String reason = "filepath \"" + name.filepath() + "\" names " + unfilled.get()
                    + ", which is not in these logs; there are: " + Monitor.names(logs);
            return Step.to(this, reason).doing(new Command.FailRun(reason));
        }
        try {
            return save(name.at(epoch, batch, logs), logs, which);
        } catch (SpecException e) {
            return Step.to(this, "not saved: " + e.getMessage());
        }
    }

    private Step save(String saved, Metrics logs, ModelWeights which) {
        Command save = new Command.SaveCheckpoint(saved, which, saveWeightsOnly);
        if (!saveBestOnly) {
            return Step.to(this, "saving " + saved).doing(save);
        }
        OptionalDouble value = monitor.in(logs);
        if (value.isEmpty()) {
            Step absent = monitor.absent(this, "saving the best", logs, best);
            return absent.commands().isEmpty() ? absent.doing(save) : absent;
        }
        double current = value.getAsDouble();
        if (!monitor.improves(current, best)) {
            return Step.to(this, monitor.comparison(current, best, false));
        }
        ModelCheckpoint next = new ModelCheckpoint(
                monitor,
                name,
                verbose,
                saveBestOnly,
                saveWeightsOnly,
                saveFreq,
                initialValueThreshold,
                weights,
                current);
        return Step.to(next, monitor.comparison(current, best, true) + ", saving " + saved)
                .doing(save);
    }

    @Override
    public Map<String, Object> inherits(Callback before) {
        return before instanceof ModelCheckpoint other && monitor.watchesSame(other.monitor) ? other.state() : Map.of();
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
        settings.put("save_freq", saveFreq.json());
        OptionalFields.put(settings, "initial_value_threshold", initialValueThreshold);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new TreeMap<>();
        OptionalFields.put(state, "best", best);
        return state;
    }
}
