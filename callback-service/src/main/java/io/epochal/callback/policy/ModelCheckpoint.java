package io.epochal.callback.policy;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Saves a checkpoint at the end of each epoch, or of each that is the best so far, as Keras 3.15, model_checkpoint.py; with an
 * integer {@code save_freq} every so many batches. A name is one of the run's checkpoints, so Keras' file endings are not required.
 *
 * @param weights those that the model has where this callback is called at an epoch's end
 * @param since the step of the last save; null where epochs are counted
 * @param best the best value seen so far, or {@code initial_value_threshold}; null before there is one
 */
record ModelCheckpoint(Arguments arguments, ModelWeights weights, @Nullable Long since, @Nullable Double best)
        implements Callback {

    /** Keras' arguments. */
    record Arguments(
            Monitor monitor,
            CheckpointName name,
            int verbose,
            boolean saveBestOnly,
            boolean saveWeightsOnly,
            SaveFreq saveFreq,
            @Nullable Double initialValueThreshold) {}

    static ModelCheckpoint read(Fields fields, CompileContext context) {
        SaveFreq saveFreq = SaveFreq.read(fields);
        CheckpointName name = CheckpointName.read(fields, context.fillable(saveFreq.atEpochs()));
        boolean bestOnly = fields.flag("save_best_only", false);
        Arguments arguments = new Arguments(
                // Keras resolves it though nothing is compared; a run that an earlier version accepted continues.
                bestOnly || !fields.isLenient()
                        ? Monitor.read(fields, context, 0)
                        : Monitor.unresolved(fields, context),
                name,
                fields.integer("verbose", 0, 0),
                bestOnly,
                fields.flag("save_weights_only", false),
                saveFreq,
                OptionalFields.readNumber(fields, "initial_value_threshold"));
        Fields state = fields.object("state");
        Double best = state.has("best") ? OptionalFields.readNumber(state, "best") : arguments.initialValueThreshold;
        return new ModelCheckpoint(arguments, context.weights(), SaveFreq.readSince(state), best);
    }

    @Override
    public Step onTrainBegin(long step) {
        return arguments.monitor.begin(savedAt(arguments.saveFreq.countsFrom(step, since)));
    }

    @Override
    public Ask asks(long step) {
        return arguments.saveFreq.asks(step, since);
    }

    @Override
    public Step onBatchEnd(Batch batch) {
        return arguments.saveFreq.dueAt(batch.step(), since)
                ? savedAt(batch.step()).save(batch.epoch(), batch.index(), batch.logs(), ModelWeights.TRAINED)
                : Step.stay(this);
    }

    private ModelCheckpoint savedAt(@Nullable Long step) {
        return new ModelCheckpoint(arguments, weights, step, best);
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        return arguments.saveFreq.atEpochs() ? save(epoch.index(), -1, epoch.logs(), weights) : Step.stay(this);
    }

    private Step save(int epoch, int batch, Metrics logs, ModelWeights saved) {
        CheckpointName name = arguments.name;
        // Filled in even when nothing is saved: a field that names no log fails here, as in Keras.
        Optional<String> unfilled = name.unfilled(logs);
        if (unfilled.isPresent()) {
            String reason = "filepath \"" + name.filepath() + "\" names " + unfilled.get()
                    + ", which is not in these logs; there are: " + Monitor.names(logs);
            return Step.to(this, reason).doing(new Command.FailRun(reason));
        }
        try {
            return save(name.at(epoch, batch, logs), logs, saved);
        } catch (SpecException e) {
            return Step.to(this, "not saved: " + e.getMessage());
        }
    }

    private Step save(String name, Metrics logs, ModelWeights saved) {
        Command save = new Command.SaveCheckpoint(name, saved, arguments.saveWeightsOnly);
        if (!arguments.saveBestOnly) {
            return Step.to(this, "saving " + name).doing(save);
        }
        Monitor monitor = arguments.monitor;
        OptionalDouble value = monitor.in(logs);
        if (value.isEmpty()) {
            Step absent = monitor.absent(this, "saving the best", logs, best);
            return absent.commands().isEmpty() ? absent.doing(save) : absent;
        }
        double current = value.getAsDouble();
        return monitor.improves(current, best)
                ? Step.to(
                                new ModelCheckpoint(arguments, weights, since, current),
                                monitor.comparison(current, best, true) + ", saving " + name)
                        .doing(save)
                : Step.to(this, monitor.comparison(current, best, false));
    }

    @Override
    public Map<String, Object> inherits(Callback before) {
        return before instanceof ModelCheckpoint other && arguments.monitor.watchesSame(other.arguments.monitor)
                ? other.state()
                : Map.of();
    }

    @Override
    public Set<String> needs() {
        return Set.of("SaveCheckpoint");
    }

    @Override
    public String type() {
        return "ModelCheckpoint";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        arguments.monitor.writeTo(settings);
        settings.put("filepath", arguments.name.filepath());
        settings.put("verbose", arguments.verbose);
        settings.put("save_best_only", arguments.saveBestOnly);
        settings.put("save_weights_only", arguments.saveWeightsOnly);
        settings.put("save_freq", arguments.saveFreq.json());
        OptionalFields.put(settings, "initial_value_threshold", arguments.initialValueThreshold);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new TreeMap<>();
        OptionalFields.put(state, "best", best);
        SaveFreq.writeSince(state, since);
        return state;
    }
}
