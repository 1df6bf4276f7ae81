package io.epochal.protocol.optimizer;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A schedule out of a spec, with Keras' argument names. */
record ScheduleReader(Fields fields) {
    Schedule read() {
        if (!fields.has("type")) {
            return table();
        }
        String type = fields.oneOf(
                "type",
                "",
                "ExponentialDecay",
                "StepDecay",
                "PiecewiseConstantDecay",
                "PolynomialDecay",
                "InverseTimeDecay",
                "CosineDecay",
                "CosineDecayRestarts",
                "Warmup");
        var unused = fields.optionalText("name");
        Schedule schedule = named(type);
        fields.end();
        return schedule;
    }

    private Schedule named(String type) {
        return switch (type) {
            case "ExponentialDecay" ->
                new Schedule.ExponentialDecay(
                        required("initial_learning_rate"),
                        steps("decay_steps"),
                        required("decay_rate"),
                        fields.flag("staircase", false));
            case "StepDecay" ->
                new Schedule.ExponentialDecay(
                        required("initial_learning_rate"), steps("decay_steps"), required("decay_rate"), true);
            case "InverseTimeDecay" ->
                new Schedule.InverseTimeDecay(
                        required("initial_learning_rate"),
                        steps("decay_steps"),
                        required("decay_rate"),
                        fields.flag("staircase", false));
            case "PiecewiseConstantDecay" -> piecewise();
            case "PolynomialDecay" ->
                new Schedule.PolynomialDecay(
                        required("initial_learning_rate"),
                        steps("decay_steps"),
                        number("end_learning_rate", 0.0001),
                        number("power", 1),
                        fields.flag("cycle", false));
            case "CosineDecay" -> cosine();
            case "CosineDecayRestarts" ->
                new Schedule.CosineDecayRestarts(
                        required("initial_learning_rate"),
                        steps("first_decay_steps"),
                        number("t_mul", 2),
                        number("m_mul", 1),
                        number("alpha", 0));
            default ->
                new Schedule.Warmup(
                        number("initial_learning_rate", 0), required("warmup_target"), steps("warmup_steps"));
        };
    }

    private Schedule piecewise() {
        List<Double> boundaries = numbers("boundaries");
        List<Double> values = numbers("values");
        if (boundaries.isEmpty() || values.size() != boundaries.size() + 1) {
            throw fields.wrong("values", "must be one more than the boundaries, of which there is at least one");
        }
        return new Schedule.PiecewiseConstantDecay(boundaries, values);
    }

    private Schedule cosine() {
        return new Schedule.CosineDecay(
                required("initial_learning_rate"),
                steps("decay_steps"),
                number("alpha", 0),
                fields.has("warmup_target") ? Float.valueOf(required("warmup_target")) : null,
                number("warmup_steps", 0));
    }

    private Schedule table() {
        TreeMap<Long, Double> rates = new TreeMap<>();
        for (String key : fields.keys()) {
            if (!key.matches("\\d{1,9}")) {
                throw fields.wrong(key, "must be the number from which a rate holds, or say a type");
            }
            rates.put(Long.valueOf(key), (double) required(key));
        }
        if (rates.isEmpty()) {
            throw fields.missing("type");
        }
        return new Schedule.Table(rates);
    }

    private List<Double> numbers(String key) {
        List<Double> numbers = new ArrayList<>();
        for (Object item : fields.list(key)) {
            double number = Numbers.parse(item).orElse(Double.NaN);
            if (!Float.isFinite((float) number)) {
                throw fields.wrong(key, "must be a list of numbers");
            }
            numbers.add(number);
        }
        return List.copyOf(numbers);
    }

    private float required(String key) {
        if (!fields.has(key)) {
            throw fields.missing(key);
        }
        return number(key, 0);
    }

    /** Keras computes in 32 bits. */
    private float number(String key, double fallback) {
        float value = (float) fields.number(key, fallback);
        if (Float.isFinite(value)) {
            return value;
        }
        throw fields.wrong(key, "must be a finite number that 32 bits hold");
    }

    private float steps(String key) {
        float steps = required(key);
        if (!(steps > 0)) {
            throw fields.wrong(key, "must be more than 0");
        }
        return steps;
    }
}
