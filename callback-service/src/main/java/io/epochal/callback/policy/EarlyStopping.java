package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stops when a metric has not improved for {@code patience} observations, as Keras 3.15, early_stopping.py.
 *
 * @param weights those that the model has where this callback is called
 */
record EarlyStopping(Arguments arguments, ModelWeights weights, Observed observed) implements Callback {

    /** Keras' arguments. */
    record Arguments(
            Monitor monitor,
            int patience,
            int verbose,
            @Nullable Double baseline,
            boolean restoreBestWeights,
            int startFromEpoch) {}

    /**
     * What the epochs have shown so far.
     *
     * @param waited epochs since the last improvement
     * @param best null before there is one
     * @param bestEpoch the epoch of the best value, or of the weights kept so far; null before there is one
     */
    record Observed(int waited, @Nullable Double best, @Nullable Integer bestEpoch) {}

    static EarlyStopping read(Fields fields, CompileContext context) {
        Arguments arguments = new Arguments(
                Monitor.read(fields, context, fields.number("min_delta", 0)),
                fields.integer("patience", 0, 0),
                fields.integer("verbose", 0, 0),
                OptionalFields.readNumber(fields, "baseline"),
                fields.flag("restore_best_weights", false),
                fields.integer("start_from_epoch", 0, 0));
        Fields state = fields.object("state");
        Observed observed = new Observed(
                state.integer("wait", 0, 0),
                OptionalFields.readNumber(state, "best"),
                OptionalFields.readInteger(state, "best_epoch"));
        return new EarlyStopping(arguments, context.weights(), observed);
    }

    @Override
    public Step onTrainBegin() {
        return arguments.monitor.begin(this);
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        Monitor monitor = arguments.monitor;
        OptionalDouble value = monitor.in(epoch.logs());
        if (value.isEmpty()) {
            return monitor.absent(this, "early stopping", epoch.logs(), observed.best);
        }
        if (epoch.index() < arguments.startFromEpoch) {
            return Step.stay(this);
        }
        double current = value.getAsDouble();
        // The first weights seen are kept even if nothing ever improves on a baseline.
        Integer kept = arguments.restoreBestWeights && observed.bestEpoch == null
                ? Integer.valueOf(epoch.index())
                : observed.bestEpoch;
        Observed next = new Observed(observed.waited + 1, observed.best, kept);
        EarlyStopping waiting = new EarlyStopping(arguments, weights, next);
        return monitor.improves(current, observed.best)
                ? waiting.improved(epoch, current)
                : waiting.notImproved(epoch, current);
    }

    private Step improved(Epoch epoch, double current) {
        boolean resets = arguments.baseline == null || arguments.monitor.improves(current, arguments.baseline);
        Observed next = new Observed(resets ? 0 : observed.waited, current, epoch.index());
        return Step.to(
                new EarlyStopping(arguments, weights, next),
                arguments.monitor.comparison(current, observed.best, true));
    }

    private Step notImproved(Epoch epoch, double current) {
        String reason = arguments.monitor.comparison(current, observed.best, false)
                + (observed.bestEpoch == null ? "" : " (epoch " + (observed.bestEpoch + 1L) + ")") + ": "
                + Monitor.waiting(observed.waited, arguments.patience);
        Step step = Step.to(this, reason);
        boolean stops = observed.waited >= arguments.patience && epoch.index() > 0;
        return stops ? step.doing(new Command.StopTraining(reason)) : step;
    }

    /** Restores the best weights even when something else ended the training, as Keras 3 does. */
    @Override
    public Step onTrainEnd() {
        Integer best = observed.bestEpoch;
        return arguments.restoreBestWeights && best != null
                ? Step.to(this, "restoring the weights of the best epoch: epoch " + (best + 1L))
                        .doing(new Command.RestoreWeights(best, weights))
                : Step.stay(this);
    }

    @Override
    public Set<Integer> retains() {
        return arguments.restoreBestWeights && observed.bestEpoch != null ? Set.of(observed.bestEpoch) : Set.of();
    }

    /** A predecessor without {@code restore_best_weights} kept no weights; those from here on are kept. */
    @Override
    public Map<String, Object> inherits(Callback before) {
        if (!(before instanceof EarlyStopping other) || !arguments.monitor.watchesSame(other.arguments.monitor)) {
            return Map.of();
        }
        Map<String, Object> state = new TreeMap<>(other.state());
        if (arguments.restoreBestWeights && !other.arguments.restoreBestWeights) {
            state.remove("best_epoch");
        }
        return state;
    }

    @Override
    public Set<String> needs() {
        return arguments.restoreBestWeights ? Set.of("StopTraining", "RestoreWeights") : Set.of("StopTraining");
    }

    @Override
    public String type() {
        return "EarlyStopping";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        arguments.monitor.writeTo(settings);
        settings.put("min_delta", arguments.monitor.minDelta());
        settings.put("patience", arguments.patience);
        settings.put("verbose", arguments.verbose);
        OptionalFields.put(settings, "baseline", arguments.baseline);
        settings.put("restore_best_weights", arguments.restoreBestWeights);
        settings.put("start_from_epoch", arguments.startFromEpoch);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new TreeMap<>();
        state.put("wait", observed.waited);
        OptionalFields.put(state, "best", observed.best);
        OptionalFields.put(state, "best_epoch", observed.bestEpoch);
        return state;
    }
}
