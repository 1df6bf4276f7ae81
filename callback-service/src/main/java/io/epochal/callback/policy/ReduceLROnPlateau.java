package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.Fields;
import io.epochal.protocol.Metrics;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reduces the learning rate when a metric has not improved for {@code patience} observations, as Keras 3.15,
 * reduce_lr_on_plateau.py.
 */
record ReduceLROnPlateau(
        Monitor monitor,
        double factor,
        int patience,
        int verbose,
        int cooldown,
        double minLr,
        int waited,
        int cooldownCounter,
        @Nullable Double best)
        implements Callback {

    static ReduceLROnPlateau read(Fields fields, CompileContext compiled) {
        Monitor monitor = Monitor.read(fields, compiled, fields.number("min_delta", 1e-4));
        double factor = fields.number("factor", 0.1);
        if (!(factor < 1)) {
            throw fields.wrong("factor", "must be less than 1: it multiplies the learning rate");
        }
        int patience = fields.integer("patience", 10, 0);
        int verbose = fields.integer("verbose", 0, 0);
        int cooldown = fields.integer("cooldown", 0, 0);
        double minLr = fields.number("min_lr", 0);
        Fields state = fields.object("state");
        return new ReduceLROnPlateau(
                monitor,
                factor,
                patience,
                verbose,
                cooldown,
                minLr,
                state.integer("wait", 0, 0),
                state.integer("cooldown_counter", 0, 0),
                OptionalFields.readNumber(state, "best"));
    }

    @Override
    public Step onTrainBegin() {
        return monitor.begin(this);
    }

    @Override
    public Step onEpochEnd(Epoch epoch) {
        // The rate that this epoch used, before any reduction.
        Metrics logs = epoch.logs().with("learning_rate", epoch.learningRate());
        OptionalDouble value = monitor.in(logs);
        if (value.isEmpty()) {
            return monitor.absent(this, "learning rate reduction", logs, best).leaving(logs);
        }
        return observe(value.getAsDouble(), epoch.learningRate()).leaving(logs);
    }

    private Step observe(double current, float rate) {
        boolean cooling = cooldownCounter > 0;
        // Counted down before it is looked at, so cooldown 1 is the same as 0.
        int left = cooling ? cooldownCounter - 1 : cooldownCounter;
        int before = cooling ? 0 : waited;
        if (monitor.improves(current, best)) {
            return Step.to(with(0, left, current), monitor.comparison(current, best, true));
        }
        String compared = monitor.comparison(current, best, false);
        if (left > 0) {
            return Step.to(with(before, left, best), compared + ": cooling down for " + left);
        }
        int now = before + 1;
        if (now < patience) {
            return Step.to(with(now, left, best), compared + ": " + Monitor.waiting(now, patience));
        }
        if (!(rate > (float) minLr)) {
            return Step.to(with(now, left, best), compared + ": the learning rate is at its minimum");
        }
        return reduce(rate, compared + ": " + Monitor.waiting(now, patience));
    }

    private Step reduce(float rate, String reason) {
        float reduced = (float) Math.max(rate * factor, minLr);
        return Step.to(with(0, cooldown, best), reason + ", reducing the learning rate to " + Monitor.plain(reduced))
                .doing(new Command.SetLearningRate(reduced));
    }

    private ReduceLROnPlateau with(int nextWait, int nextCooldownCounter, @Nullable Double nextBest) {
        return new ReduceLROnPlateau(
                monitor, factor, patience, verbose, cooldown, minLr, nextWait, nextCooldownCounter, nextBest);
    }

    @Override
    public Map<String, Object> inherits(Callback before) {
        return before instanceof ReduceLROnPlateau other && monitor.watchesSame(other.monitor)
                ? other.state()
                : Map.of();
    }

    @Override
    public Set<String> leaves() {
        return Set.of("learning_rate");
    }

    @Override
    public String type() {
        return "ReduceLROnPlateau";
    }

    @Override
    public Map<String, Object> settings() {
        Map<String, Object> settings = new TreeMap<>();
        monitor.writeTo(settings);
        settings.put("factor", factor);
        settings.put("patience", patience);
        settings.put("verbose", verbose);
        settings.put("min_delta", monitor.minDelta());
        settings.put("cooldown", cooldown);
        settings.put("min_lr", minLr);
        return settings;
    }

    @Override
    public Map<String, Object> state() {
        Map<String, Object> state = new TreeMap<>();
        state.put("wait", waited);
        state.put("cooldown_counter", cooldownCounter);
        OptionalFields.put(state, "best", best);
        return state;
    }
}
