package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.Fields;
import io.epochal.protocol.ModelWeights;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Stops when a metric has not improved for {@code patience} observations, as Keras 3.15, early_stopping.py.
 *
 * @param weights those that the model has where this is asked
 * @param bestEpoch the epoch of the best value, or of the weights kept so far; null before there is one
 */
record EarlyStopping(
        Monitor monitor,
        int patience,
        int verbose,
        @Nullable Double baseline,
        boolean restoreBestWeights,
        int startFromEpoch,
        ModelWeights weights,
        int waited,
        @Nullable Double best,
        @Nullable Integer bestEpoch)
        implements Callback {

    static EarlyStopping read(Fields fields, CompileContext compiled) {
        Monitor monitor = Monitor.read(fields, compiled, fields.number("min_delta", 0));
        int patience = fields.integer("patience", 0, 0);
        int verbose = fields.integer("verbose", 0, 0);
        Double baseline = OptionalFields.readNumber(fields, "baseline");
        boolean restore = fields.flag("restore_best_weights", false);
        int start = fields.integer("start_from_epoch", 0, 0);
        Fields state = fields.object("state");
        return new EarlyStopping(
                monitor,
                patience,
                verbose,
                baseline,
                restore,
                start,
                compiled.weights(),
                state.integer("wait", 0, 0),
                OptionalFields.readNumber(state, "best"),
                OptionalFields.readInteger(state, "best_epoch"));
    }

    @Override
    public Step onTrainBegin() {
        return monitor.begin(this);
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        OptionalDouble value = monitor.in(epoch.logs());
        if (value.isEmpty()) {
            return monitor.absent(this, "early stopping", epoch.logs(), best);
        }
        if (epoch.index() < startFromEpoch) {
            return Step.stay(this);
        }
        double current = value.getAsDouble();
        // The first weights seen are kept even if nothing ever improves on a baseline.
        Integer kept = restoreBestWeights && bestEpoch == null ? Integer.valueOf(epoch.index()) : bestEpoch;
        EarlyStopping seen = with(waited + 1, best, kept);
        return monitor.improves(current, best) ? seen.improved(epoch, current) : seen.notImproved(epoch, current);
    }

    private Step improved(Epoch epoch, double current) {
        boolean resets = baseline == null || monitor.improves(current, baseline);
        return Step.to(with(resets ? 0 : waited, current, epoch.index()), monitor.comparison(current, best, true));
    }

    private Step notImproved(Epoch epoch, double current) {
        String reason = monitor.comparison(current, best, false)
                + (bestEpoch == null ? "" : " (epoch " + (bestEpoch + 1L) + ")") + ": "
                + Monitor.waiting(waited, patience);
        Step step = Step.to(this, reason);
        return waited >= patience && epoch.index() > 0 ? step.doing(new Command.StopTraining(reason)) : step;
    }

    /** Restored even when something else ended the training, as Keras 3 does. */
    @Override
    public Step onTrainEnd() {
        return restoreBestWeights && bestEpoch != null
                ? Step.to(this, "restoring the weights of the best epoch: epoch " + (bestEpoch + 1L))
                        .doing(new Command.RestoreWeights(bestEpoch, weights))
                : Step.stay(this);
    }

    @Override
    public Set<Integer> retains() {
        return restoreBestWeights && bestEpoch != null ? Set.of(bestEpoch) : Set.of();
    }

    /** The best weights were not kept for one that did not want them restored; those from here on are. */
    @Override
    public Map<String, Object> inherits(Callback before) {
        if (!(before instanceof EarlyStopping other) || !monitor.watchesSame(other.monitor)) {
            return Map.of();
        }
        Map<String, Object> state = new TreeMap<>(other.state());
        if (restoreBestWeights && !other.restoreBestWeights) {
            state.remove("best_epoch");
        }
        return state;
    }

    private EarlyStopping with(int nextWait, @Nullable Double nextBest, @Nullable Integer nextBestEpoch) {
        return new EarlyStopping(
                monitor,
                patience,
                verbose,
                baseline,
                restoreBestWeights,
                startFromEpoch,
                weights,
                nextWait,
                nextBest,
                nextBestEpoch);
    }

    @Override
    public String type() {
        return "EarlyStopping";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        monitor.writeTo(settings);
        settings.put("min_delta", monitor.minDelta());
        settings.put("patience", patience);
        settings.put("verbose", verbose);
        OptionalFields.put(settings, "baseline", baseline);
        settings.put("restore_best_weights", restoreBestWeights);
        settings.put("start_from_epoch", startFromEpoch);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new TreeMap<>();
        state.put("wait", waited);
        OptionalFields.put(state, "best", best);
        if (bestEpoch != null) {
            state.put("best_epoch", bestEpoch);
        }
        return state;
    }
}
