"""Writes losses.jsonl: values, reduced values and gradients of keras.losses (Keras 3.15.1 on TensorFlow).

python losses_golden.py ../resources/keras-golden/losses.jsonl
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from golden_data import *

CASES = []


def case(spec, target, output, weight=None, mask=None, activation=None):
    """One loss on one batch. With an activation, output is what is before it."""
    if isinstance(spec, str):
        loss = keras.losses.get(spec)
        if not isinstance(loss, keras.losses.Loss):
            loss = keras.src.losses.losses.LossFunctionWrapper(loss)
    else:
        arguments = {k: v for k, v in spec.items() if k != "type"}
        loss = getattr(keras.losses, spec["type"])(**arguments)
    variable = tf.Variable(np.asarray(output, "float32"))
    with tf.GradientTape() as tape:
        predicted = tf.identity(variable)
        if activation:
            predicted = getattr(keras.activations, activation)(predicted)
        values = loss.call(tf.convert_to_tensor(np.asarray(target, "float32")), predicted)
        if mask is not None:
            keras.src.backend.set_keras_mask(predicted, tf.convert_to_tensor(mask.astype(bool)))
        scalar = loss(tf.convert_to_tensor(target), predicted, weight)
        total = tf.reduce_sum(scalar)
    line = {
        "loss": spec,
        "target": array(target),
        "output": array(output),
        "values": array(values),
        "value": number(total.numpy()),
        "gradient": array(tape.gradient(total, variable)),
    }
    if weight is not None:
        line["weights"] = array(weight)
    if mask is not None:
        line["mask"] = array(mask.astype("int32"))
    if activation:
        line["activation"] = activation
    CASES.append(line)


ERRORS = [
    "mean_squared_error",
    "mae",
    "MeanAbsolutePercentageError",
    "msle",
    "log_cosh",
    "huber",
    {"type": "Huber", "delta": 0.3},
    "cosine_similarity",
    "poisson",
    "hinge",
    "squared_hinge",
]
for spec in ERRORS:
    positive = spec in ("poisson", "msle")
    make = (lambda *s: np.abs(normal(*s)) + 0.1) if positive else normal
    case(spec, make(5, 3), make(5, 3))
    case(spec, make(5, 1), make(5, 1), weights(5))
    case(spec, make(4), make(4, 1))
    case(spec, make(4, 1), make(4, 1), weights(4, 1))
    case(spec, make(3, 4, 2), make(3, 4, 2))
    case(spec, make(3, 4, 2), make(3, 4, 2), weights(3, 4))
    case(spec, make(3, 4), make(3, 4, 1))
    case(spec, integers(3, 6, 2), make(6, 2) * 3)
    case(spec, make(3, 4, 2), make(3, 4, 2), None, integers(2, 3, 4))
case("hinge", integers(2, 7, 1), normal(7, 1))
case("squared_hinge", integers(2, 7, 1), normal(7, 1) * 2)
case("hinge", np.array([[0.0], [1.0], [0.5]]), normal(3, 1))
case("mape", np.array([[0.0, 1.0]]), np.array([[0.1, -1.0]]))
case("mse", normal(2, 3) * 1e4, normal(2, 3) * 1e4)
case("log_cosh", normal(2, 3) * 100, normal(2, 3) * 100)
case("huber", normal(2, 3) * 100, normal(2, 3) * 100)
case("msle", normal(4, 2), normal(4, 2))
case({"type": "CosineSimilarity", "axis": 1}, normal(3, 4, 2), normal(3, 4, 2))
case("cosine_similarity", np.array([[0.0, 0.0], [1.0, 2.0]]), normal(2, 2))
for reduction in ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"):
    spec = {"type": "MeanSquaredError", "reduction": reduction}
    case(spec, normal(5, 2), normal(5, 2))
    case(spec, normal(5, 2), normal(5, 2), weights(5))
    case(spec, normal(5, 2), normal(5, 2), np.zeros(5, "float32"))
    case(spec, normal(3, 4, 2), normal(3, 4, 2), weights(3, 4), integers(2, 3, 4))
    case(spec, normal(3, 4, 2), normal(3, 4, 2), None, integers(2, 3, 4))
    case(spec, normal(3, 4, 2), normal(3, 4, 2), None, np.zeros((3, 4)))
    sparse = {"type": "SparseCategoricalCrossentropy", "ignore_class": 1, "reduction": reduction}
    case(sparse, integers(3, 6), softmax(6, 3))
    case(sparse, integers(3, 6), softmax(6, 3), weights(6))

BINARY = [
    "binary_crossentropy",
    {"type": "BinaryCrossentropy", "label_smoothing": 0.2},
    "binary_focal_crossentropy",
    {"type": "BinaryFocalCrossentropy", "apply_class_balancing": True, "alpha": 0.4, "gamma": 1.5},
    {"type": "BinaryFocalCrossentropy", "label_smoothing": 0.1},
]
EXTREME = np.array([[100.0, -100.0, 0.0], [-100.0, 100.0, 30.0], [0.0, 1e-3, -20.0]])
for spec in BINARY:
    case(spec, integers(2, 6, 1), uniform(6, 1))
    case(spec, integers(2, 6), uniform(6, 1), weights(6))
    case(spec, uniform(5, 3), uniform(5, 3), weights(5))
    case(spec, integers(2, 3, 4, 2), uniform(3, 4, 2))
    case(spec, np.array([[0.0], [1.0], [0.0], [1.0]]), np.array([[0.0], [0.0], [1.0], [1.0]]) * 0.9999 + 0.00005)
    case(spec, integers(2, 6, 1), normal(6, 1) * 3, activation="sigmoid")
    case(spec, integers(2, 3, 3), EXTREME * 0.1, activation="sigmoid")
    logits = {"type": "BinaryCrossentropy"} if isinstance(spec, str) and "focal" not in spec else spec
    if isinstance(logits, str):
        logits = {"type": "BinaryFocalCrossentropy"}
    case({**logits, "from_logits": True}, integers(2, 5, 2), normal(5, 2) * 4)
case("binary_crossentropy", np.array([[0.0, 1, 0, 1]]), np.array([[0.0, 0, 1, 1]]))
case("binary_crossentropy", integers(2, 3, 3), EXTREME, activation="sigmoid")
case({"type": "BinaryCrossentropy", "from_logits": True}, integers(2, 3, 3), EXTREME)
case({"type": "BinaryCrossentropy", "from_logits": True}, integers(2, 4, 1), np.zeros((4, 1)))
case({"type": "BinaryCrossentropy", "axis": 1}, integers(2, 3, 4, 2), uniform(3, 4, 2))
case({"type": "BinaryFocalCrossentropy", "axis": 1}, integers(2, 3, 4, 2), uniform(3, 4, 2))

CATEGORICAL = [
    "categorical_crossentropy",
    {"type": "CategoricalCrossentropy", "label_smoothing": 0.1},
    "categorical_focal_crossentropy",
    {"type": "CategoricalFocalCrossentropy", "alpha": 0.6, "gamma": 3.0, "label_smoothing": 0.2},
]
for spec in CATEGORICAL:
    case(spec, one_hot(4, 6), softmax(6, 4))
    case(spec, one_hot(4, 6), softmax(6, 4), weights(6))
    case(spec, softmax(5, 3), softmax(5, 3))
    case(spec, one_hot(3, 6), uniform(6, 3))
    case(spec, one_hot(3, 2, 4), softmax(2, 4, 3), weights(2, 4))
    case(spec, one_hot(4, 6), normal(6, 4) * 3, activation="softmax")
    logits = {"type": "".join(w.title() for w in spec.split("_"))} if isinstance(spec, str) else spec
    case({**logits, "from_logits": True}, one_hot(3, 5), normal(5, 3) * 3)
case("categorical_crossentropy", np.eye(3), np.eye(3)[[0, 2, 1]])
case("categorical_crossentropy", np.eye(3), EXTREME, activation="softmax")
case({"type": "CategoricalCrossentropy", "axis": 1}, one_hot(3, 2, 4).transpose(0, 2, 1), softmax(2, 4, 3).transpose(0, 2, 1))
case({"type": "CategoricalFocalCrossentropy", "axis": 1}, one_hot(3, 2, 4).transpose(0, 2, 1), softmax(2, 4, 3).transpose(0, 2, 1))

SPARSE = [
    "sparse_categorical_crossentropy",
    {"type": "SparseCategoricalCrossentropy", "ignore_class": 0},
    {"type": "SparseCategoricalCrossentropy", "ignore_class": -1},
]
for spec in SPARSE:
    case(spec, integers(4, 6), softmax(6, 4))
    case(spec, integers(4, 6, 1), softmax(6, 4), weights(6))
    case(spec, integers(3, 2, 4), softmax(2, 4, 3))
    case(spec, integers(3, 2, 4), softmax(2, 4, 3), weights(2, 4))
    case(spec, integers(3, 2, 4), softmax(2, 4, 3), None, integers(2, 2, 4))
    case(spec, integers(4, 6), normal(6, 4) * 3, activation="softmax")
    case(spec, integers(3, 6), uniform(6, 3))
case({"type": "SparseCategoricalCrossentropy", "from_logits": True}, integers(3, 5), normal(5, 3) * 3)
case({"type": "SparseCategoricalCrossentropy", "from_logits": True, "ignore_class": 2}, integers(3, 5), normal(5, 3))
case("sparse_categorical_crossentropy", np.array([0, 1, 2]), np.eye(3)[[0, 2, 1]])
case("sparse_categorical_crossentropy", np.array([0, 1, 2]), EXTREME, activation="softmax")
case({"type": "SparseCategoricalCrossentropy", "ignore_class": -1}, np.array([0, -1, 2]), softmax(3, 3))
case({"type": "SparseCategoricalCrossentropy", "ignore_class": -1}, np.array([-1, -1]), softmax(2, 3))

for spec in ("kl_divergence",):
    case(spec, softmax(5, 3), softmax(5, 3))
    case(spec, one_hot(3, 5), softmax(5, 3), weights(5))
    case(spec, softmax(2, 4, 3), softmax(2, 4, 3), weights(2, 4))
    case(spec, np.eye(3), np.eye(3)[[0, 2, 1]])
case("categorical_hinge", one_hot(4, 6), normal(6, 4))
case("categorical_hinge", one_hot(4, 6), normal(6, 4), weights(6))
case("categorical_hinge", one_hot(3, 2, 4), normal(2, 4, 3))
for spec in ({"type": "Dice"}, {"type": "Dice", "axis": [1]}, {"type": "Dice", "axis": [1, 2]},
             {"type": "Tversky", "alpha": 0.3, "beta": 0.8}, {"type": "Tversky", "axis": [1, 2]}):
    case(spec, integers(2, 3, 4, 2), uniform(3, 4, 2))
    case(spec, np.zeros((2, 3, 2)), uniform(2, 3, 2))
    if spec.get("axis") != [1]:
        case(spec, integers(2, 3, 4, 2), uniform(3, 4, 2), weights(3))
case("dice", integers(2, 5, 1), uniform(5, 1))
case("tversky", integers(2, 5), uniform(5, 1))
for spec in ({"type": "Circle"}, {"type": "Circle", "gamma": 16.0, "margin": 0.25}, {"type": "Circle", "remove_diagonal": False}):
    for classes, rows in ((3, 8), (5, 5), (1, 4)):
        vectors = normal(rows, 4)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        case(spec, integers(classes, rows), vectors)
        case(spec, integers(classes, rows, 1), vectors, weights(rows))
case({"type": "CategoricalGeneralizedCrossEntropy"}, integers(3, 6), softmax(6, 3))
case({"type": "CategoricalGeneralizedCrossEntropy", "q": 0.9}, integers(3, 6), softmax(6, 3), weights(6))
labels = np.array([[1, 2, 2, 0], [3, 0, 0, 0], [1, 1, 1, 0], [2, 3, 1, 2]])
case("ctc", labels, normal(4, 9, 5))
case("ctc", labels, normal(4, 8, 5) * 4, weights(4))
case("CTC", np.array([[0, 0], [2, 0]]), normal(2, 3, 4))
write(sys.argv[1], CASES)
print(len(CASES), "cases")
