package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** How a weight begins, as {@code keras.initializers}. A seed that a file brings is not used: the run's own seed counts. */
public sealed interface Initializer {
    Initializer ZEROS = new Constant(0);
    Initializer ONES = new Constant(1);

    record Constant(double value) implements Initializer {}

    record RandomNormal(double mean, double stddev) implements Initializer {}

    /** Values that are more than two deviations from the mean are drawn again. */
    record TruncatedNormal(double mean, double stddev) implements Initializer {}

    record RandomUniform(double minval, double maxval) implements Initializer {}

    /** With a deviation that depends on the size of the weight; Glorot, He and LeCun are of this kind. */
    record VarianceScaling(double scale, Mode mode, Distribution distribution) implements Initializer {}

    /** Orthogonal columns or rows, whichever are fewer. */
    record Orthogonal(double gain) implements Initializer {}

    record Identity(double gain) implements Initializer {}

    /**
     * The bias of an LSTM: ones for the second of its four gates, which forgets; as Keras 3.15, lstm.py.
     *
     * @param others for the other gates
     */
    record UnitForgetBias(Initializer others) implements Initializer {}

    enum Mode {
        FAN_IN,
        FAN_OUT,
        FAN_AVG
    }

    enum Distribution {
        TRUNCATED_NORMAL,
        UNTRUNCATED_NORMAL,
        UNIFORM
    }

    /** All of them by Keras' class name. */
    Map<String, Function<Fields, Initializer>> TABLE = new TreeMap<>(Map.ofEntries(
            Map.entry("Zeros", fields -> ZEROS),
            Map.entry("Ones", fields -> ONES),
            Map.entry("Constant", fields -> new Constant(fields.finite("value", 0))),
            Map.entry("RandomNormal", fields -> new RandomNormal(fields.finite("mean", 0), deviation(fields))),
            Map.entry("TruncatedNormal", fields -> new TruncatedNormal(fields.finite("mean", 0), deviation(fields))),
            Map.entry(
                    "RandomUniform",
                    fields -> new RandomUniform(fields.finite("minval", -0.05), fields.finite("maxval", 0.05))),
            Map.entry("VarianceScaling", Initializer::varianceScaling),
            Map.entry("GlorotUniform", fields -> new VarianceScaling(1, Mode.FAN_AVG, Distribution.UNIFORM)),
            Map.entry("GlorotNormal", fields -> new VarianceScaling(1, Mode.FAN_AVG, Distribution.TRUNCATED_NORMAL)),
            Map.entry("HeUniform", fields -> new VarianceScaling(2, Mode.FAN_IN, Distribution.UNIFORM)),
            Map.entry("HeNormal", fields -> new VarianceScaling(2, Mode.FAN_IN, Distribution.TRUNCATED_NORMAL)),
            Map.entry("LecunUniform", fields -> new VarianceScaling(1, Mode.FAN_IN, Distribution.UNIFORM)),
            Map.entry("LecunNormal", fields -> new VarianceScaling(1, Mode.FAN_IN, Distribution.TRUNCATED_NORMAL)),
            Map.entry("Orthogonal", fields -> new Orthogonal(fields.finite("gain", 1))),
            Map.entry("Identity", fields -> new Identity(fields.finite("gain", 1)))));

    private static double deviation(Fields fields) {
        return fields.finite("stddev", 0.05);
    }

    private static Initializer varianceScaling(Fields fields) {
        List<String> modes = List.of("fan_in", "fan_out", "fan_avg");
        List<String> distributions = List.of("truncated_normal", "untruncated_normal", "uniform");
        String mode = fields.oneOf("mode", "fan_in", modes.toArray(String[]::new));
        String given = fields.oneOf(
                "distribution", "truncated_normal", "normal", "truncated_normal", "untruncated_normal", "uniform");
        String distribution = given.equals("normal") ? "truncated_normal" : given;
        return new VarianceScaling(
                fields.finite("scale", 1),
                Mode.values()[modes.indexOf(mode)],
                Distribution.values()[distributions.indexOf(distribution)]);
    }
}
