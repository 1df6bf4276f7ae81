"""What the two generators of golden values share: arrays as JSON, and seeded batches.

python -m pip install keras==3.15.1 tensorflow==2.21.0
"""

import json
import math

import keras
import numpy as np

RANDOM = np.random.default_rng(16)


def array(values):
    values = np.asarray(values)
    kind = "int32" if values.dtype.kind in "iu" else "float32"
    flat = [number(v) for v in values.astype(kind).ravel()]
    return {"dtype": kind, "shape": list(values.shape), "data": flat}


def number(value):
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return float(f"{value:.9g}")
    return value


def normal(*shape):
    return RANDOM.normal(size=shape).astype("float32")


def uniform(*shape):
    return RANDOM.uniform(0.02, 0.98, size=shape).astype("float32")


def softmax(*shape):
    return keras.ops.convert_to_numpy(keras.ops.softmax(normal(*shape) * 2))


def integers(high, *shape):
    return RANDOM.integers(0, high, size=shape).astype("int32")


def one_hot(classes, *shape):
    return np.eye(classes, dtype="float32")[integers(classes, *shape)]


def weights(*shape):
    return RANDOM.uniform(0, 2, size=shape).astype("float32")


def write(path, lines):
    with open(path, "w") as out:
        for line in lines:
            out.write(json.dumps(line, separators=(",", ":")) + "\n")
