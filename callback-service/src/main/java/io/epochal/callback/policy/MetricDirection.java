package io.epochal.callback.policy;

import io.epochal.protocol.Direction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * In which direction a metric improves; for Keras' metrics by the names that they have when they are compiled, short ones
 * included.
 */
public final class MetricDirection {
    private static final Set<String> UP = Set.of(
            "accuracy",
            "acc",
            "binary_accuracy",
            "categorical_accuracy",
            "sparse_categorical_accuracy",
            "top_k_categorical_accuracy",
            "sparse_top_k_categorical_accuracy",
            "auc",
            "precision",
            "recall",
            "precision_at_recall",
            "recall_at_precision",
            "sensitivity_at_specificity",
            "specificity_at_sensitivity",
            "f1_score",
            "fbeta_score",
            "iou",
            "io_u",
            "binary_io_u",
            "mean_io_u",
            "one_hot_io_u",
            "one_hot_mean_io_u",
            "r2_score",
            "cosine_similarity",
            "pearson_correlation",
            "concordance_correlation");
    private static final Set<String> DOWN = Set.of(
            "mean_squared_error",
            "mse",
            "mean_absolute_error",
            "mae",
            "mean_absolute_percentage_error",
            "mape",
            "mean_squared_logarithmic_error",
            "msle",
            "root_mean_squared_error",
            "logcosh",
            "log_cosh_error",
            "hinge",
            "squared_hinge",
            "categorical_hinge",
            "binary_crossentropy",
            "categorical_crossentropy",
            "sparse_categorical_crossentropy",
            "kl_divergence",
            "poisson");

    private static final String VALIDATION = "val_";

    private MetricDirection() {}

    /**
     * Whether greater values of a log are better: as the first of these callbacks that monitors it with mode min or max, else as
     * mode auto takes it. Empty where neither decides, such as for a plain mean.
     *
     * @param log with its {@code val_}
     * @param callbacks as in a run spec
     */
    public static Optional<Boolean> of(String log, List<Map<String, Object>> callbacks) {
        return of(log, callbacks, Map.of());
    }

    /** @param directions that the trainer has told, of logs or of metrics */
    public static Optional<Boolean> of(
            String log, List<Map<String, Object>> callbacks, Map<String, Direction> directions) {
        for (Map<String, Object> callback : callbacks) {
            Object mode = callback.get("mode");
            boolean watches = log.equals(callback.getOrDefault("monitor", Monitor.DEFAULT_METRIC));
            if (watches && ("min".equals(mode) || "max".equals(mode))) {
                return Optional.of("max".equals(mode));
            }
        }
        return told(log, directions).map(Direction.MAX::equals).or(() -> ofLog(log));
    }

    /** As the trainer has told it, of a log with or without {@code val_}; empty where it has not. */
    static Optional<Direction> told(String log, Map<String, Direction> directions) {
        return Optional.ofNullable(directions.getOrDefault(log, directions.get(metric(log))));
    }

    /** The best of a log's values under these callbacks, NaN left out; empty where there is none, or no direction. */
    public static OptionalDouble best(String log, List<Map<String, Object>> callbacks, DoubleStream values) {
        return best(log, callbacks, Map.of(), values);
    }

    /** @param directions that the trainer has told, of logs or of metrics */
    public static OptionalDouble best(
            String log, List<Map<String, Object>> callbacks, Map<String, Direction> directions, DoubleStream values) {
        DoubleStream numbers = values.filter(value -> !Double.isNaN(value));
        return of(log, callbacks, directions)
                .map(greater -> greater ? numbers.max() : numbers.min())
                .orElseGet(OptionalDouble::empty);
    }

    /** As mode auto takes it, of a log with or without {@code val_}. */
    static Optional<Boolean> ofLog(String log) {
        String metric = metric(log);
        return metric.equals("loss") ? Optional.of(false) : greaterIsBetter(metric);
    }

    private static String metric(String log) {
        return log.startsWith(VALIDATION) ? log.substring(VALIDATION.length()) : log;
    }

    /** Empty for metrics without a direction, such as a plain mean. */
    static Optional<Boolean> greaterIsBetter(String metric) {
        if (UP.contains(metric)) {
            return Optional.of(true);
        }
        return DOWN.contains(metric) ? Optional.of(false) : Optional.empty();
    }
}
