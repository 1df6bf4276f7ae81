package io.epochal.protocol.metric;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads an {@link AUC}. Rules of AUC in confusion_metrics.py, Keras 3.15. */
final class AUCReader {
    private AUCReader() {}

    static AUC read(String name, Fields f) {
        boolean multiLabel = f.flag("multi_label", false);
        int labels = f.has("num_labels") ? f.requiredInteger("num_labels", 1) : 0;
        if (labels > 0 && !multiLabel) {
            throw f.wrong("num_labels", "must be left out unless multi_label is true");
        }
        List<Double> weights = numbers(f, "label_weights");
        if (weights != null && labels > 0 && weights.size() != labels) {
            throw f.wrong("label_weights", "must be one number for each of the " + labels + " labels");
        }
        return new AUC(
                name,
                f.integer("num_thresholds", 200, 2),
                AUC.Curve.valueOf(f.oneOf("curve", "ROC", "ROC", "PR", "PRGAIN", "roc", "pr", "prgain")
                        .toUpperCase(Locale.ROOT)),
                method(f),
                thresholds(f),
                multiLabel,
                weights,
                f.flag("from_logits", false));
    }

    private static AUC.SummationMethod method(Fields f) {
        String method = f.oneOf(
                "summation_method",
                "interpolation",
                "interpolation",
                "majoring",
                "minoring",
                "Interpolation",
                "Majoring",
                "Minoring");
        return AUC.SummationMethod.valueOf(method.toUpperCase(Locale.ROOT));
    }

    private static @Nullable List<Double> thresholds(Fields f) {
        List<Double> thresholds = numbers(f, "thresholds");
        if (thresholds == null) {
            return null;
        }
        if (!thresholds.stream().allMatch(threshold -> threshold >= 0 && threshold <= 1)) {
            throw f.wrong("thresholds", "must be from 0 to 1");
        }
        return thresholds.stream().sorted().toList();
    }

    private static @Nullable List<Double> numbers(Fields f, String key) {
        if (!f.has(key)) {
            return null;
        }
        List<Double> numbers = new ArrayList<>();
        for (Object item : f.list(key)) {
            double number = Numbers.parse(item).orElse(Double.NaN);
            if (!Double.isFinite(number)) {
                throw f.wrong(key, "must be a list of numbers");
            }
            numbers.add(number);
        }
        return List.copyOf(numbers);
    }
}
