package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import io.epochal.protocol.Direction;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A watched metric and what counts as better, as Keras 3.15, monitor_callback.py.
 *
 * @param minDelta by how much it must be better; its sign does not matter
 * @param safe whether NaN is never better and a missing metric fails the run
 * @param unknownMode whether the mode is none of Keras', which Keras warns of and takes for auto
 */
record Monitor(
        String metric, String mode, boolean greaterIsBetter, double minDelta, boolean unknownMode, boolean safe) {
    /** Keras' default for {@code monitor}. */
    static final String DEFAULT_METRIC = "val_loss";

    private static final List<String> MODES = List.of("auto", "min", "max");

    static Monitor read(Fields fields, CompileContext context, double minDelta) {
        Monitor unresolved = unresolved(fields, context);
        String mode = unresolved.mode;
        boolean up = mode.equals("max")
                || (!mode.equals("min")
                        && context.direction(unresolved.metric)
                                        .orElseThrow(() -> noDirection(fields, context.metrics()))
                                == Direction.MAX);
        return new Monitor(unresolved.metric, mode, up, minDelta, unresolved.unknownMode, unresolved.safe);
    }

    /** One that nothing is compared with; its direction does not matter. */
    static Monitor unresolved(Fields fields, CompileContext context) {
        String metric = fields.optionalText("monitor").orElse(DEFAULT_METRIC);
        String mode = fields.optionalText("mode").orElse("auto");
        return new Monitor(metric, mode, false, 0, !MODES.contains(mode), context.semantics() == Semantics.SAFE);
    }

    private static SpecException noDirection(Fields fields, List<String> compiled) {
        return fields.wrong(
                "monitor",
                "has no direction that mode auto could find; set mode to min or max, or monitor loss, val_loss"
                        + (compiled.isEmpty() ? "" : " or a compiled metric: " + String.join(", ", compiled)));
    }

    /**
     * Strictly better by more than {@code minDelta}; anything is better than nothing, NaN too. Computed in 64 bits and compared in
     * 32, as Keras' torch, jax and TensorFlow backends do.
     */
    boolean improves(double current, @Nullable Double reference) {
        if (safe && Double.isNaN(current)) {
            return false;
        }
        if (reference == null) {
            return true;
        }
        double delta = Math.abs(minDelta);
        return greaterIsBetter
                ? (float) (current - delta) > reference.floatValue()
                : (float) (current + delta) < reference.floatValue();
    }

    /** Keras' warning of a mode that it does not know, and nothing else. */
    Step begin(Callback callback) {
        return unknownMode
                ? Step.to(
                        callback,
                        "mode \"" + mode + "\" is unknown: taken for auto; there are: " + String.join(", ", MODES))
                : Step.stay(callback);
    }

    /** Whether the other one's observations hold for this one: the same metric, better in the same direction. */
    boolean watchesSame(Monitor other) {
        return metric.equals(other.metric) && greaterIsBetter == other.greaterIsBetter;
    }

    OptionalDouble in(Metrics logs) {
        return logs.get(metric);
    }

    /** Keras' warning that the metric is not in an epoch's logs; a safe run fails if it has never been there. */
    Step absent(Callback callback, String what, Metrics logs, @Nullable Double best) {
        String reason = what + " is conditioned on " + metric + ", which is not available; there are: " + names(logs);
        Step step = Step.to(callback, reason);
        return safe && best == null ? step.doing(new Command.FailRun(reason)) : step;
    }

    /** What can be monitored, for a message. */
    static String names(Metrics logs) {
        return logs.values().isEmpty()
                ? "none"
                : String.join(", ", logs.values().keySet());
    }

    /** The observations waited so far, for a message. A patience of 0 is the same as 1, as in Keras. */
    static String waiting(int waited, int patience) {
        int least = Math.max(1, patience);
        return waited > least ? "waited " + waited + ", more than " + least : "wait " + waited + " of " + least;
    }

    /** How the current value compares, for a message. */
    String comparison(double current, @Nullable Double best, boolean improved) {
        if (best == null) {
            return metric + " is " + text(current);
        }
        return improved
                ? metric + " improved from " + text(best) + " to " + text(current)
                : metric + " " + text(current) + " did not improve on " + text(best);
    }

    void writeTo(Map<String, Object> settings) {
        settings.put("monitor", metric);
        settings.put("mode", mode);
    }

    static String text(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        double size = Math.abs(value);
        if (size != 0 && size < 1e-3) {
            return String.format(Locale.ROOT, "%.4e", value);
        }
        // As %.4f, which takes as long as the rest of a callback's decision; "-0" has its sign.
        String text = new BigDecimal(Double.toString(size))
                .setScale(4, RoundingMode.HALF_UP)
                .toPlainString();
        return Math.copySign(1, value) < 0 ? "-" + text : text;
    }

    /** A rate without an exponent. */
    static String plain(float rate) {
        return Float.isFinite(rate)
                ? new BigDecimal(Float.toString(rate)).stripTrailingZeros().toPlainString()
                : Float.toString(rate);
    }
}
