package io.epochal.callback.policy;

import java.util.Optional;
import java.util.Set;

/** Which of Keras' metrics are better when greater; by the names that they have when they are compiled, short ones included. */
final class MetricDirection {
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

    private MetricDirection() {}

    /** Empty for metrics without a direction, such as a plain mean. */
    static Optional<Boolean> greaterIsBetter(String metric) {
        if (UP.contains(metric)) {
            return Optional.of(true);
        }
        return DOWN.contains(metric) ? Optional.of(false) : Optional.empty();
    }
}
