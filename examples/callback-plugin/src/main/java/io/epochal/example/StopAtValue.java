package io.epochal.example;

import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.Step;
import io.epochal.protocol.Command;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Stops once a metric has been at a value or above it in so many epochs.
 *
 * @param reached in how many epochs it was; the only thing that it has to remember
 */
record StopAtValue(String monitor, double value, int times, int reached) implements Callback {
    static final String TYPE = "StopAtValue";

    @Override
    public Step onEpochEnd(Epoch epoch) {
        OptionalDouble current = epoch.logs().get(monitor);
        if (current.isEmpty() || current.getAsDouble() < value) {
            return Step.stay(this);
        }
        StopAtValue next = new StopAtValue(monitor, value, times, reached + 1);
        String reason = monitor + " reached " + value + ": " + next.reached + " of " + times;
        Step step = Step.to(next, reason);
        return next.reached >= times ? step.doing(new Command.StopTraining(reason)) : step;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of("monitor", monitor, "value", value, "times", times);
    }

    @Override
    public Map<String, Object> state() {
        return Map.of("reached", reached);
    }
}
