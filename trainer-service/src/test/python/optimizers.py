"""Writes keras-golden/optimizers.json: three variables under each of Keras' optimizers, seven batches of fixed gradients.

    python -m pip install keras==3.15.1 jax
    KERAS_BACKEND=jax python optimizers.py > ../resources/keras-golden/optimizers.json
"""

import json
import sys

import keras
import numpy as np

BATCHES = 7
RATE_CHANGES_AFTER = 4
SHAPES = {"dense/kernel": (2, 3), "dense/bias": (3,), "scale/gain": (1,)}

COMMON = [
    {},
    {"weight_decay": 0.05},
    {"clipnorm": 0.5},
    {"clipvalue": 0.1},
    {"global_clipnorm": 1.0},
    {"use_ema": True, "ema_momentum": 0.9},
    {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 2},
    {"gradient_accumulation_steps": 2},
    {"gradient_accumulation_steps": 3, "clipnorm": 0.5, "weight_decay": 0.05},
    {"gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 2},
]
BETAS = [{"beta_1": 0.8}, {"beta_2": 0.9}, {"epsilon": 0.01}]
OWN = {
    "SGD": [
        {"momentum": 0.9},
        {"momentum": 0.9, "nesterov": True},
        {"nesterov": True},
        {"momentum": 1.0, "weight_decay": 0.1, "clipvalue": -1.0},
        {"momentum": 0.5, "gradient_accumulation_steps": 3},
    ],
    "RMSprop": [
        {"rho": 0.5},
        {"momentum": 0.9},
        {"momentum": -0.5},
        {"centered": True},
        {"centered": True, "momentum": 0.5, "epsilon": 0.01},
        {"centered": True, "momentum": 0.5, "gradient_accumulation_steps": 2},
    ],
    "Adam": BETAS
    + [{"amsgrad": True}, {"amsgrad": True, "weight_decay": 0.1}, {"amsgrad": True, "gradient_accumulation_steps": 2}],
    "AdamW": BETAS + [{"amsgrad": True}, {"weight_decay": 0.0}],
    "Adadelta": [{"rho": 0.5}, {"epsilon": 0.01}, {"learning_rate": 1.0}],
    "Adagrad": [{"initial_accumulator_value": 0.0}, {"initial_accumulator_value": 2.0}, {"epsilon": 0.01}],
    "Adamax": BETAS,
    "Nadam": BETAS,
    "Lion": [{"beta_1": 0.5}, {"beta_1": 1.0}, {"beta_2": 0.5}],
    "Ftrl": [
        {"learning_rate_power": -0.7},
        {"learning_rate_power": 0.0},
        {"initial_accumulator_value": 0.0},
        {"l1_regularization_strength": 0.1},
        {"l2_regularization_strength": 0.1},
        {"l2_shrinkage_regularization_strength": 0.1},
        {"beta": 0.3},
    ],
}


def gradients(random):
    """Some zero, some huge; the matrix' first element never moves."""
    batches = []
    for batch in range(BATCHES):
        values = [random.normal(0, 1, shape).astype("float32") for shape in SHAPES.values()]
        values[0][0, 0] = 0
        values[1][batch % 3] = 0
        values[2][:] = [0.3, -1e-4, 0, 2, -0.7, 1e-6, 0.2][batch]
        batches.append(values)
    batches[2][0][1, 1] = 1e6
    batches[3][1][1] = -1e8
    batches[4][0][0, 1] = 1e12
    return batches


def number(value):
    """The shortest that is the same in 32 bits."""
    return float(str(value)) if np.isfinite(value) else str(float(value)).replace("nan", "NaN")


def flat(arrays):
    return [[number(value) for value in np.asarray(array, "float32").reshape(-1)] for array in arrays]


def trained(name, arguments, initial, batches):
    optimizer = getattr(keras.optimizers, name)(**{"learning_rate": 0.01, **arguments})
    variables = [
        keras.Variable(value, name=path.replace("/", "_")) for path, value in zip(SHAPES, initial)
    ]
    optimizer.build(variables)
    weights = []
    for batch, values in enumerate(batches):
        if batch == RATE_CHANGES_AFTER:
            optimizer.learning_rate = 0.003
        optimizer.apply([keras.ops.convert_to_tensor(value) for value in values], variables)
        weights.append(flat(variables))
    averages = flat(optimizer._model_variables_moving_average) if optimizer.use_ema else None
    spec = {"type": name, "learning_rate": 0.01, **arguments}
    return {"optimizer": spec, "weights": weights, "averages": averages}


def main():
    random = np.random.default_rng(7)
    initial = [random.normal(0, 0.5, shape).astype("float32") for shape in SHAPES.values()]
    batches = gradients(random)
    cases = [
        trained(name, arguments, initial, batches) for name, own in OWN.items() for arguments in COMMON + own
    ]
    head = {
        "keras": keras.__version__,
        "names": list(SHAPES),
        "shapes": [list(shape) for shape in SHAPES.values()],
        "initial": flat(initial),
        "gradients": [flat(values) for values in batches],
        "later_rate": 0.003,
    }
    lines = ",\n".join(json.dumps(case) for case in cases)
    sys.stdout.write(json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n")


main()
