package io.epochal.protocol.metric;

import io.epochal.protocol.field.KerasNames;
import io.epochal.protocol.loss.Loss;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The metrics by all names that Keras has for them. */
final class MetricTable {
    static final String LOG_COSH = "LogCoshError";
    private static final String SEGMENTATION =
            "metrics of segmentation need a confusion matrix of all classes, which is not kept here";
    private static final String WRAPPER = "it has no formula of its own; name the metric whose mean or sum is wanted";

    /** Losses whose mean is a metric of the same class name. */
    private static final Set<String> LOSSES = Set.of(
            "MeanSquaredError",
            "MeanAbsoluteError",
            "MeanAbsolutePercentageError",
            "MeanSquaredLogarithmicError",
            "KLDivergence",
            "Poisson",
            "BinaryCrossentropy",
            "CategoricalCrossentropy",
            "SparseCategoricalCrossentropy",
            "Hinge",
            "SquaredHinge",
            "CategoricalHinge");

    private static final Map<String, String> SHORT_FORMS = Map.of(
            "bce", "BinaryCrossentropy",
            "mse", "MeanSquaredError",
            "mae", "MeanAbsoluteError",
            "mape", "MeanAbsolutePercentageError",
            "msle", "MeanSquaredLogarithmicError");

    /** By class, class in snake case and short form. */
    static final NavigableMap<String, MetricEntry> BY_NAME = byName();

    /** Keras' functions, which a compiled model may name; here {@code cosine_similarity} is the loss. */
    static final NavigableMap<String, MetricEntry> FUNCTIONS = functions();

    /** Keras' other metrics by class in snake case, with the reason why they are not here. */
    static final Map<String, String> REFUSED = Map.of(
            "io_u", SEGMENTATION,
            "mean_io_u", SEGMENTATION,
            "binary_io_u", SEGMENTATION,
            "one_hot_io_u", SEGMENTATION,
            "one_hot_mean_io_u", SEGMENTATION,
            "mean", WRAPPER,
            "sum", WRAPPER,
            "mean_metric_wrapper", WRAPPER);

    private MetricTable() {}

    /** Whether Keras has this loss as a metric only by its function. */
    static boolean isFunctionOnly(Loss loss) {
        String className = loss.getClass().getSimpleName();
        return !LOSSES.contains(className) && !className.equals("LogCosh");
    }

    private static NavigableMap<String, MetricEntry> byName() {
        NavigableMap<String, MetricEntry> entries = new TreeMap<>();
        Stream.of(LOSSES.stream().map(MetricEntry::ofLoss).toList(), NumberMetrics.ENTRIES, DecisionMetrics.ENTRIES)
                .flatMap(List::stream)
                .forEach(entry -> {
                    entries.put(entry.className(), entry);
                    entries.put(KerasNames.snakeCase(entry.className()), entry);
                });
        SHORT_FORMS.forEach((name, className) -> {
            MetricEntry entry = entries.get(className);
            entries.put(name, entry);
            entries.put(name.toUpperCase(Locale.ROOT), entry);
        });
        return Collections.unmodifiableNavigableMap(entries);
    }

    private static NavigableMap<String, MetricEntry> functions() {
        NavigableMap<String, MetricEntry> functions = new TreeMap<>();
        for (String className : Loss.classNames()) {
            if (!className.equals(
                    "CategoricalGeneralizedCrossEntropy")) { // Its function has an argument without a default.
                functions.put(KerasNames.snakeCase(className), MetricEntry.ofLoss(className));
            }
        }
        for (String name : List.of(
                "binary_accuracy",
                "categorical_accuracy",
                "sparse_categorical_accuracy",
                "top_k_categorical_accuracy",
                "sparse_top_k_categorical_accuracy",
                "pearson_correlation",
                "concordance_correlation")) {
            functions.put(name, BY_NAME.get(name));
        }
        return Collections.unmodifiableNavigableMap(functions);
    }
}
