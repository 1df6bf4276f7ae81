"""What Keras' image augmentation layers make of small images where their range of factors is one number.

    python augmentation_layers.py > ../resources/layers/augmentation-layers.json

Needs keras 3.15, numpy and scipy: on numpy, pixels outside of an image are found without a shortcut that TensorFlow takes.
"""
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "numpy"

import keras
import numpy as np
from keras import layers

random = np.random.default_rng(11)
images = random.uniform(0, 255, size=(2, 5, 6, 2)).astype("float32")
cases = []


def numbers(array):
    return {"shape": list(array.shape), "values": [float(f"{value:.6g}") for value in array.astype("float64").ravel()]}


def case(name, layer):
    model = keras.Sequential([keras.Input(images.shape[1:]), layer])
    cases.append({
        "name": name,
        "model": json.loads(model.to_json()),
        "output": numbers(np.asarray(layer(images, training=True))),
    })


for mode in ("reflect", "wrap", "constant", "nearest"):
    for interpolation in ("bilinear", "nearest"):
        arguments = {"fill_mode": mode, "interpolation": interpolation, "fill_value": 7.0}
        name = f"{mode}, {interpolation}"
        case(f"translation, {name}", layers.RandomTranslation((0.31, 0.31), (-0.57, -0.57), **arguments))
        case(f"rotation, {name}", layers.RandomRotation((0.13, 0.13), **arguments))
        case(f"zoom out, {name}", layers.RandomZoom((0.43, 0.43), **arguments))
        case(f"zoom in, {name}", layers.RandomZoom((-0.37, -0.37), (0.23, 0.23), **arguments))
case("brighter", layers.RandomBrightness((0.2, 0.2)))
case("darker", layers.RandomBrightness((-0.3, -0.3), value_range=(10, 250)))
case("contrast as it is", layers.RandomContrast(0.0))
json.dump({"images": numbers(images), "cases": cases}, sys.stdout, separators=(",", ":"))
