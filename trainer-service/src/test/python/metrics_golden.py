"""Writes metrics.jsonl: results of keras.metrics after each of several batches (Keras 3.15.1 on TensorFlow).

python metrics_golden.py ../resources/keras-golden/metrics.jsonl
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from golden_data import *
from keras.src.trainers.compile_utils import get_metric

CASES = []


def case(spec, *batches, activation=None, mask=None):
    """One metric on batches of (target, output) or (target, output, weights)."""
    if isinstance(spec, str):
        metric = get_metric(spec, np.asarray(batches[0][0]), np.asarray(batches[0][1]))
    elif "class_name" in spec:
        metric = get_metric(getattr(keras.metrics, spec["config"]), None, None)
    else:
        arguments = {k: v for k, v in spec.items() if k != "type"}
        metric = getattr(keras.metrics, spec["type"])(**arguments)
    lines = []
    for batch in batches:
        target, output = batch[0], np.asarray(batch[1], "float32")
        weight = batch[2] if len(batch) > 2 else None
        predicted = tf.convert_to_tensor(output)
        if activation:
            predicted = getattr(keras.activations, activation)(predicted)
        if mask is not None:
            keras.src.backend.set_keras_mask(predicted, tf.convert_to_tensor(mask.astype(bool)))
        metric.update_state(tf.convert_to_tensor(target), predicted, sample_weight=weight)
        line = {"target": array(target), "output": array(output), "result": number(np.float32(metric.result()))}
        if weight is not None:
            line["weights"] = array(weight)
        if mask is not None:
            line["mask"] = array(mask.astype("int32"))
        lines.append(line)
    one = {"metric": spec, "batches": lines}
    if activation:
        one["activation"] = activation
    CASES.append(one)


def weighted(batch, zero=False):
    rows = len(batch[0])
    return batch + (np.zeros(rows, "float32") if zero else weights(rows),)


def with_weights(make):
    """Batches of two sizes, without weights, then with them, then with weights of 0."""
    yield [make(5), make(3)]
    yield [weighted(make(6)), weighted(make(2))]
    yield [weighted(make(4), zero=True)]


def many(specs, *makes):
    for spec in specs:
        for make in makes:
            for batches in with_weights(make):
                case(spec, *batches)


REGRESSION = [
    "mean_squared_error",
    "mse",
    "MAE",
    "mape",
    "log_cosh_error",
    "RootMeanSquaredError",
    {"type": "RootMeanSquaredError"},
    "cosine_similarity",
    {"type": "CosineSimilarity", "axis": -1},
    {"class_name": "function", "module": "builtins", "registered_name": "function", "config": "huber"},
]
many(
    REGRESSION,
    lambda n: (normal(n, 3), normal(n, 3)),
    lambda n: (normal(n, 1), normal(n, 1)),
    lambda n: (integers(4, n), normal(n, 1)),
    lambda n: (normal(n, 4, 2), normal(n, 4, 2)),
)
many(["msle", "poisson"], lambda n: (np.abs(normal(n, 3)), np.abs(normal(n, 3))))
many(["hinge", "squared_hinge"], lambda n: (integers(2, n, 1), normal(n, 1)), lambda n: (normal(n, 2), normal(n, 2)))
many(["categorical_hinge"], lambda n: (one_hot(3, n), normal(n, 3)))
many(
    [{"type": "PearsonCorrelation"}, {"type": "ConcordanceCorrelation"}],
    lambda n: (normal(n, 6), normal(n, 6)),
    lambda n: (normal(n, 3, 5), normal(n, 3, 5)),
)
case({"type": "PearsonCorrelation", "axis": 1}, (normal(2, 5, 3), normal(2, 5, 3)))
case({"type": "ConcordanceCorrelation", "axis": 1}, (normal(2, 5, 3), normal(2, 5, 3)))
R2 = [
    {"type": "R2Score"},
    {"type": "R2Score", "class_aggregation": "variance_weighted_average"},
    {"type": "R2Score", "num_regressors": 2},
    {"type": "R2Score", "num_regressors": 50},
]
for spec in R2:
    for columns in (1, 3):
        make = lambda n: (normal(n, columns), normal(n, columns))
        case(spec, make(5), make(3))
        case(spec, make(6) + (weights(6),), make(2) + (weights(2),))
case({"type": "R2Score"}, (np.array([[1.0], [1.0]]), np.array([[0.5], [1.0]])))

many(["kl_divergence"], lambda n: (softmax(n, 3), softmax(n, 3)), lambda n: (softmax(n, 2, 3), softmax(n, 2, 3)))
BINARY = ["bce", {"type": "BinaryCrossentropy", "label_smoothing": 0.2}]
many(BINARY, lambda n: (integers(2, n, 1), uniform(n, 1)), lambda n: (integers(2, n, 3), uniform(n, 3)))
case({"type": "BinaryCrossentropy", "from_logits": True}, (integers(2, 5, 1), normal(5, 1) * 3))
case("binary_crossentropy", (integers(2, 5, 1), normal(5, 1) * 30), activation="sigmoid")
CATEGORICAL = ["categorical_crossentropy", {"type": "CategoricalCrossentropy", "label_smoothing": 0.1}]
many(CATEGORICAL, lambda n: (one_hot(3, n), softmax(n, 3)), lambda n: (one_hot(3, n, 2), softmax(n, 2, 3)))
case({"type": "CategoricalCrossentropy", "from_logits": True}, (one_hot(3, 5), normal(5, 3)))
case("categorical_crossentropy", (one_hot(3, 5), normal(5, 3) * 40), activation="softmax")
SPARSE = ["sparse_categorical_crossentropy", {"type": "SparseCategoricalCrossentropy", "ignore_class": 1}]
many(SPARSE, lambda n: (integers(3, n), softmax(n, 3)), lambda n: (integers(3, n, 1), softmax(n, 3)))
case({"type": "SparseCategoricalCrossentropy", "from_logits": True}, (integers(3, 5), normal(5, 3)))
case("sparse_categorical_crossentropy", (integers(3, 5), normal(5, 3) * 40), activation="softmax")
for spec in SPARSE:
    case(spec, (integers(3, 4, 2), softmax(4, 2, 3)), (integers(3, 2, 2), softmax(2, 2, 3), weights(2, 2)))

many(["accuracy", "acc"], lambda n: (integers(2, n, 1), uniform(n, 1)), lambda n: (integers(3, n), softmax(n, 3)),
     lambda n: (integers(3, n, 1), softmax(n, 3)), lambda n: (one_hot(3, n), softmax(n, 3)),
     lambda n: (integers(2, n), uniform(n, 1)))
many([{"type": "Accuracy"}], lambda n: (integers(3, n, 1), integers(3, n, 1)), lambda n: (integers(3, n, 2), integers(3, n, 2)))
many(["binary_accuracy", {"type": "BinaryAccuracy", "threshold": 0.3}],
     lambda n: (integers(2, n, 1), uniform(n, 1)), lambda n: (integers(2, n, 4), uniform(n, 4)),
     lambda n: (integers(2, n, 2, 3).astype("float32"), uniform(n, 2, 3)))
case("binary_accuracy", (np.array([[0], [1]]), np.array([[0.5], [0.5]])))
many(["categorical_accuracy"], lambda n: (one_hot(4, n), softmax(n, 4)), lambda n: (one_hot(4, n, 2), softmax(n, 2, 4)))
case("categorical_accuracy", (one_hot(3, 4), np.full((4, 3), 0.5)))
many(["sparse_categorical_accuracy"], lambda n: (integers(4, n), softmax(n, 4)), lambda n: (integers(4, n, 1), softmax(n, 4)),
     lambda n: (integers(4, n).astype("float32"), softmax(n, 4)))
for spec in ("sparse_categorical_accuracy", "accuracy", "mse"):
    make = (lambda: (normal(3, 4, 2), normal(3, 4, 2))) if spec == "mse" else (lambda: (integers(3, 3, 4), softmax(3, 4, 3)))
    case(spec, make() + (weights(3, 4),), make())
    case(spec, make(), make(), mask=integers(2, 3, 4))
case({"type": "RootMeanSquaredError"}, (normal(3, 4, 2), normal(3, 4, 2)), mask=integers(2, 3, 4))
TOP = [{"type": "TopKCategoricalAccuracy", "k": 2}, "top_k_categorical_accuracy"]
many(TOP, lambda n: (one_hot(7, n), softmax(n, 7)), lambda n: (one_hot(7, n, 2), softmax(n, 2, 7)))
SPARSE_TOP = [{"type": "SparseTopKCategoricalAccuracy", "k": 2}, "SparseTopKCategoricalAccuracy"]
many(SPARSE_TOP, lambda n: (integers(7, n), softmax(n, 7)), lambda n: (integers(7, n, 1), softmax(n, 7)),
     lambda n: (integers(7, n, 2), softmax(n, 2, 7)))
case({"type": "SparseTopKCategoricalAccuracy", "k": 2}, (np.arange(4), np.full((4, 4), 0.25)))
case({"type": "SparseTopKCategoricalAccuracy", "k": 2}, (np.arange(3), np.array([[np.nan, 1, 0]] * 2 + [[0, 0, 1.0]])))
case({"type": "SparseTopKCategoricalAccuracy", "k": 2, "from_sorted_ids": True},
     (integers(4, 6), np.argsort(-softmax(6, 4)).astype("float32")))

THRESHOLD = []
for name in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives", "Precision", "Recall"):
    THRESHOLD += [{"type": name}, {"type": name, "thresholds": 0.3}, {"type": name, "thresholds": [0.8]}]
binary = lambda n: (integers(2, n, 1), uniform(n, 1))
columns = lambda n: (integers(2, n, 3), uniform(n, 3))
many(THRESHOLD, binary, columns)
many(THRESHOLD[::3], lambda n: (integers(2, n), uniform(n, 1)), lambda n: (integers(2, n), uniform(n)))
many(["precision", "Recall"], binary)
for name in ("Precision", "Recall"):
    for extra in ({"top_k": 2}, {"class_id": 1}, {"top_k": 1, "class_id": 2}, {"top_k": 2, "thresholds": 0.4}):
        many([{"type": name, **extra}], columns)
    case({"type": name, "top_k": 2}, (integers(2, 4, 4), np.full((4, 4), 0.5)))
    case({"type": name}, (np.zeros((3, 1)), np.zeros((3, 1))))
    case({"type": name}, (integers(2, 3, 2, 2), uniform(3, 2, 2)))
for name, argument in (("SensitivityAtSpecificity", "specificity"), ("SpecificityAtSensitivity", "sensitivity"),
                       ("PrecisionAtRecall", "recall"), ("RecallAtPrecision", "precision")):
    for value in (0.0, 0.4, 0.7, 1.0):
        many([{"type": name, argument: value}], lambda n: (integers(2, n * 4, 1), uniform(n * 4, 1)))
    for extra in ({"num_thresholds": 1}, {"num_thresholds": 2}, {"num_thresholds": 7}, {"class_id": 1}):
        many([{"type": name, argument: 0.5, **extra}], columns)
    case({"type": name, argument: 0.5}, (np.array([[0], [1], [1]]), np.array([[0.0], [0.0], [1.0]])))
    case({"type": name, argument: 0.5}, (np.zeros((3, 1)), uniform(3, 1)))

AUC = [{"type": "AUC"}, {"type": "AUC", "num_thresholds": 11}, {"type": "AUC", "num_thresholds": 2},
       {"type": "AUC", "thresholds": [0.1, 0.7, 0.25]}, {"type": "AUC", "thresholds": [0.25, 0.5, 0.75]},
       {"type": "AUC", "thresholds": []}]
many(AUC + ["auc"], binary, columns, lambda n: (integers(2, n), uniform(n, 1)))
for curve in ("ROC", "PR", "PRGAIN"):
    for method in ("interpolation", "majoring", "minoring"):
        spec = {"type": "AUC", "curve": curve, "summation_method": method}
        many([spec, {**spec, "num_thresholds": 5}], lambda n: (integers(2, n * 5, 1), uniform(n * 5, 1)))
        if curve != "PRGAIN":
            many([{**spec, "multi_label": True}], columns)
            many([{**spec, "multi_label": True, "label_weights": [0.2, 1.0, 3.0]}], columns)
many([{"type": "AUC", "label_weights": [0.2, 1.0, 3.0]}], columns)
many([{"type": "AUC", "multi_label": True, "num_labels": 3, "thresholds": [0.2, 0.9]}], columns)
many([{"type": "AUC", "from_logits": True}], lambda n: (integers(2, n, 1), normal(n, 1) * 3))
case({"type": "AUC"}, (np.array([[0], [1], [1], [0]]), np.array([[0.0], [1.0], [0.0], [1.0]])))
case({"type": "AUC"}, (np.ones((3, 1)), uniform(3, 1)), (np.zeros((3, 1)), uniform(3, 1)))
case({"type": "AUC", "curve": "PR"}, (np.zeros((3, 1)), uniform(3, 1)))
case({"type": "AUC"}, (integers(2, 200, 1), np.round(uniform(200, 1), 2)))

F = []
for average in ("micro", "macro", "weighted"):
    F += [{"type": "F1Score", "average": average}, {"type": "F1Score", "average": average, "threshold": 0.4},
          {"type": "FBetaScore", "average": average, "beta": 2.0},
          {"type": "FBetaScore", "average": average, "beta": 0.5, "threshold": 0.6}]
many(F, lambda n: (one_hot(3, n), softmax(n, 3)), lambda n: (integers(2, n, 2), uniform(n, 2)), binary)
case(F[1], (np.zeros((2, 2)), np.zeros((2, 2))))
case(F[0], (one_hot(3, 4), np.full((4, 3), 0.5)))
write(sys.argv[1], CASES)
print(len(CASES), "cases")
