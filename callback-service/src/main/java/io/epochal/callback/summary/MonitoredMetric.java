package io.epochal.callback.summary;

import io.epochal.callback.policy.MetricDirection;
import io.epochal.protocol.Direction;
import io.epochal.protocol.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The metric that a list of runs shows: what the first callback with a {@code monitor} watches, else the validation loss, else the
 * loss.
 */
final class MonitoredMetric {
    private String name = "";
    private Map<String, Direction> directions = Map.of();
    private @Nullable Boolean greaterIsBetter;

    MonitoredMetric() {}

    /** One that was chosen before. It cannot be chosen by a first value any more. */
    MonitoredMetric(String name, @Nullable Boolean greaterIsBetter) {
        this.name = name.intern();
        this.greaterIsBetter = greaterIsBetter;
    }

    void choose(RunFacts run) {
        directions = run.params().directions();
        String monitor = run.callbacks().stream()
                .map(one -> one.get("monitor"))
                .filter(String.class::isInstance)
                .map(String::valueOf)
                .findFirst()
                .orElse("val_loss");
        set(monitor, run.callbacks());
    }

    /** The value of the first epoch, which decides on another metric where the chosen one was not measured. */
    OptionalDouble first(Metrics metrics) {
        if (metrics.get(name).isEmpty()) {
            set(metrics.get("val_loss").isPresent() ? "val_loss" : "loss", List.of());
        }
        return in(metrics);
    }

    OptionalDouble in(Metrics metrics) {
        return metrics.get(name);
    }

    private void set(String chosen, List<Map<String, Object>> callbacks) {
        name = chosen.intern();
        greaterIsBetter = MetricDirection.of(chosen, callbacks, directions).orElse(null);
    }

    String name() {
        return name;
    }

    /** Empty where neither the name nor a callback says which direction is better. */
    Optional<Boolean> greaterIsBetter() {
        return Optional.ofNullable(greaterIsBetter);
    }
}
