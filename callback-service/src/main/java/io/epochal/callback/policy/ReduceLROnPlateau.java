package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.field.Fields;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the learning rate when a metric has not improved for {@code patience} observations, as Keras 3.15,
 * reduce_lr_on_plateau.py.
 */
record ReduceLROnPlateau(Arguments arguments, Observed observed) implements Callback {

    /** Keras' arguments. */
    record Arguments(Monitor monitor, double factor, int patience, int verbose, int cooldown, double minLr) {}

    /**
     * What the epochs have shown so far.
     *
     * @param waited epochs since the last improvement or reduction, those of a cooldown left out
     * @param cooldownCounter epochs of the cooldown that are left
     * @param best null before there is one
     */
    record Observed(int waited, int cooldownCounter, @Nullable Double best) {}

    static ReduceLROnPlateau read(Fields fields, CompileContext context) {
        Monitor monitor = Monitor.read(fields, context, fields.number("min_delta", 1e-4));
        double factor = fields.number("factor", 0.1);
        if (!(factor < 1)) {
            throw fields.wrong("factor", "must be less than 1: it multiplies the learning rate");
        }
        Arguments arguments = new Arguments(
                monitor,
                factor,
                fields.integer("patience", 10, 0),
                fields.integer("verbose", 0, 0),
                fields.integer("cooldown", 0, 0),
                fields.number("min_lr", 0));
        Fields state = fields.object("state");
        Observed observed = new Observed(
                state.integer("wait", 0, 0),
                state.integer("cooldown_counter", 0, 0),
                OptionalFields.readNumber(state, "best"));
        return new ReduceLROnPlateau(arguments, observed);
    }

    @Override
    public Step onTrainBegin() {
        return arguments.monitor.begin(this);
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        // The rate that this epoch used, before any reduction.
        Metrics logs = epoch.logs().with("learning_rate", epoch.learningRate());
        OptionalDouble value = arguments.monitor.in(logs);
        if (value.isEmpty()) {
            return arguments
                    .monitor
                    .absent(this, "learning rate reduction", logs, observed.best)
                    .leaving(logs);
        }
        return observe(value.getAsDouble(), epoch.learningRate()).leaving(logs);
    }

    private Step observe(double current, float rate) {
        Monitor monitor = arguments.monitor;
        Double best = observed.best;
        boolean cooling = observed.cooldownCounter > 0;
        // Counted down before it is compared, so cooldown 1 is the same as 0.
        int left = cooling ? observed.cooldownCounter - 1 : observed.cooldownCounter;
        int before = cooling ? 0 : observed.waited;
        if (monitor.improves(current, best)) {
            return Step.to(with(new Observed(0, left, current)), monitor.comparison(current, best, true));
        }
        String compared = monitor.comparison(current, best, false);
        if (left > 0) {
            return Step.to(with(new Observed(before, left, best)), compared + ": cooling down for " + left);
        }
        int now = before + 1;
        ReduceLROnPlateau waiting = with(new Observed(now, left, best));
        String waited = compared + ": " + Monitor.waiting(now, arguments.patience);
        if (now < arguments.patience) {
            return Step.to(waiting, waited);
        }
        return rate > (float) arguments.minLr
                ? reduce(rate, waited)
                : Step.to(waiting, compared + ": the learning rate is at its minimum");
    }

    private Step reduce(float rate, String reason) {
        float reduced = (float) Math.max(rate * arguments.factor, arguments.minLr);
        return Step.to(
                        with(new Observed(0, arguments.cooldown, observed.best)),
                        reason + ", reducing the learning rate to " + Monitor.plain(reduced))
                .doing(new Command.SetLearningRate(reduced));
    }

    private ReduceLROnPlateau with(Observed next) {
        return new ReduceLROnPlateau(arguments, next);
    }

    @Override
    public Map<String, Object> inherits(Callback before) {
        return before instanceof ReduceLROnPlateau other && arguments.monitor.watchesSame(other.arguments.monitor)
                ? other.state()
                : Map.of();
    }

    @Override
    public Set<String> leaves() {
        return Set.of("learning_rate");
    }

    @Override
    public Set<String> needs() {
        return Set.of("SetLearningRate");
    }

    @Override
    public String type() {
        return "ReduceLROnPlateau";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        arguments.monitor.writeTo(settings);
        settings.put("factor", arguments.factor);
        settings.put("patience", arguments.patience);
        settings.put("verbose", arguments.verbose);
        settings.put("min_delta", arguments.monitor.minDelta());
        settings.put("cooldown", arguments.cooldown);
        settings.put("min_lr", arguments.minLr);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new TreeMap<>();
        state.put("wait", observed.waited);
        state.put("cooldown_counter", observed.cooldownCounter);
        OptionalFields.put(state, "best", observed.best);
        return state;
    }
}
