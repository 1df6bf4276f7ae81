package io.epochal.callback.policy.alert;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.PythonText;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A metric, as it is at an epoch's end, has come to where a comparison holds. */
record MetricCondition(MetricComparison when) implements AlertCondition.Lasting {
    @Override
    public String on() {
        return AlertConditionReader.METRIC;
    }

    @Override
    public Map<String, Object> arguments() {
        return Map.of(AlertConditionReader.WHEN, when.text());
    }

    @Override
    public Optional<Reading> at(TrainingEvent event) {
        if (!(event instanceof EpochEnded end)) {
            return Optional.empty();
        }
        OptionalDouble value = end.metrics().get(when.metric());
        return value.isEmpty() ? Optional.empty() : Optional.of(reading(end, value.getAsDouble()));
    }

    private Reading reading(EpochEnded end, double value) {
        String text = when.metric() + " is " + text(value) + " in epoch " + (end.epoch() + 1L) + ": " + when.text();
        // Metrics write NaN as JSON can have it.
        Map<String, Object> details = Map.of(
                "epoch",
                end.epoch(),
                "metrics",
                Metrics.of(Map.of(when.metric(), value)).values(),
                "event",
                end.id());
        return new Reading(when.holds(value), new Occurrence("epoch-" + end.epoch(), text, details));
    }

    private static String text(double value) {
        return Double.isFinite(value) ? PythonText.repr(value) : Double.toString(value);
    }
}
