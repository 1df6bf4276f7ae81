package io.epochal.protocol.loss;

import static io.epochal.protocol.loss.KerasArguments.axes;
import static io.epochal.protocol.loss.KerasArguments.axis;
import static io.epochal.protocol.loss.KerasArguments.fraction;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasNames;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** The losses by all names that Keras has for them: class, function, short form. */
final class LossTable {
    /** By Keras' class name. */
    static final Map<String, Reader> CLASSES = Map.ofEntries(
            entry("MeanSquaredError", f -> new RegressionLoss.MeanSquaredError()),
            entry("MeanAbsoluteError", f -> new RegressionLoss.MeanAbsoluteError()),
            entry("MeanAbsolutePercentageError", f -> new RegressionLoss.MeanAbsolutePercentageError()),
            entry("MeanSquaredLogarithmicError", f -> new RegressionLoss.MeanSquaredLogarithmicError()),
            entry("CosineSimilarity", f -> new RegressionLoss.CosineSimilarity(axis(f))),
            entry("Huber", f -> new RegressionLoss.Huber(positive(f, "delta", 1))),
            entry("LogCosh", f -> new RegressionLoss.LogCosh()),
            entry("KLDivergence", f -> new ProbabilisticLoss.KLDivergence()),
            entry("Poisson", f -> new ProbabilisticLoss.Poisson()),
            entry("BinaryCrossentropy", LossTable::binary),
            entry("BinaryFocalCrossentropy", LossTable::binaryFocal),
            entry("CategoricalCrossentropy", LossTable::categorical),
            entry("CategoricalFocalCrossentropy", LossTable::categoricalFocal),
            entry("SparseCategoricalCrossentropy", LossTable::sparse),
            entry("CategoricalGeneralizedCrossEntropy", LossTable::generalized),
            entry("Hinge", f -> new HingeLoss.Hinge()),
            entry("SquaredHinge", f -> new HingeLoss.SquaredHinge()),
            entry("CategoricalHinge", f -> new HingeLoss.CategoricalHinge()),
            entry("Dice", f -> new OverlapLoss.Dice(axes(f))),
            entry("Tversky", f -> new OverlapLoss.Tversky(f.finite("alpha", 0.5), f.finite("beta", 0.5), axes(f))),
            entry(
                    "Circle",
                    f -> new EmbeddingLoss.Circle(
                            f.finite("gamma", 80), f.finite("margin", 0.4), f.flag("remove_diagonal", true))),
            entry("CTC", f -> new SequenceLoss.CTC()));

    private static final Map<String, String> SHORT_FORMS = Map.of(
            "mse", "MeanSquaredError",
            "mae", "MeanAbsoluteError",
            "mape", "MeanAbsolutePercentageError",
            "msle", "MeanSquaredLogarithmicError",
            "kld", "KLDivergence",
            "bce", "BinaryCrossentropy");

    /** By class, function and short form. */
    static final NavigableMap<String, Reader> READERS = readers();

    private LossTable() {}

    /** Reads the arguments that one loss has. */
    interface Reader {
        Loss read(Fields arguments);
    }

    private static Map.Entry<String, Reader> entry(String className, Reader reader) {
        return Map.entry(className, reader);
    }

    private static NavigableMap<String, Reader> readers() {
        NavigableMap<String, Reader> readers = new TreeMap<>(CLASSES);
        CLASSES.forEach((className, reader) -> readers.put(KerasNames.snakeCase(className), reader));
        SHORT_FORMS.forEach((name, className) -> {
            Reader reader = Objects.requireNonNull(CLASSES.get(className));
            readers.put(name, reader);
            readers.put(name.toUpperCase(Locale.ROOT), reader);
        });
        for (String name : List.of("crossentropy", "ce")) {
            readers.put(name, f -> new CrossentropyByShape(name));
        }
        return Collections.unmodifiableNavigableMap(readers);
    }

    private static Loss binary(Fields f) {
        return new ProbabilisticLoss.BinaryCrossentropy(f.flag("from_logits", false), smoothing(f), axis(f));
    }

    private static Loss binaryFocal(Fields f) {
        return new ProbabilisticLoss.BinaryFocalCrossentropy(
                f.flag("apply_class_balancing", false),
                f.finite("alpha", 0.25),
                f.finite("gamma", 2),
                f.flag("from_logits", false),
                smoothing(f),
                axis(f));
    }

    private static Loss categorical(Fields f) {
        return new ProbabilisticLoss.CategoricalCrossentropy(f.flag("from_logits", false), smoothing(f), axis(f));
    }

    private static Loss categoricalFocal(Fields f) {
        return new ProbabilisticLoss.CategoricalFocalCrossentropy(
                f.finite("alpha", 0.25), f.finite("gamma", 2), f.flag("from_logits", false), smoothing(f), axis(f));
    }

    private static Loss sparse(Fields f) {
        if (axis(f) != -1) {
            throw f.wrong("axis", "must be -1, the last: Keras on TensorFlow has no other");
        }
        Integer ignored = f.has("ignore_class") ? f.requiredInteger("ignore_class", Integer.MIN_VALUE) : null;
        return new ProbabilisticLoss.SparseCategoricalCrossentropy(f.flag("from_logits", false), ignored);
    }

    private static Loss generalized(Fields f) {
        double q = f.number("q", 0.5);
        if (!(q > 0 && q < 1)) {
            throw f.wrong("q", "must be more than 0 and less than 1");
        }
        return new ProbabilisticLoss.CategoricalGeneralizedCrossEntropy(q);
    }

    private static double smoothing(Fields f) {
        return fraction(f, "label_smoothing", 0);
    }

    private static double positive(Fields f, String key, double fallback) {
        double value = f.finite(key, fallback);
        if (value > 0) {
            return value;
        }
        throw f.wrong(key, "must be more than 0");
    }
}
