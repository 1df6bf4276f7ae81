"""Writes ../resources/keras-training/activation-layers: a model whose activations are layers, trained by Keras.

pip install keras==3.15.1 jax && python activation_layers.py
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np
from keras import layers

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "resources" / "keras-training" / "activation-layers"
SPEC = """name: activation-layers
seed: 1
data: {type: npz, path: data.npz, x: x, y: y, validation: {x: xv, y: yv}}
model: {keras: model.keras}
optimizer: {type: adam, learning_rate: 0.01}
loss: sparse_categorical_crossentropy
metrics: [accuracy]
epochs: 3
batch_size: 16
shuffle: false
callbacks: []
"""

keras.utils.set_random_seed(3)
model = keras.Sequential(
    [
        layers.Input((6, 4)),
        layers.Conv1D(5, 3, activation=layers.LeakyReLU(negative_slope=0.1)),
        layers.LSTM(4, activation=layers.ELU(alpha=0.5), recurrent_activation=layers.Activation("hard_sigmoid")),
        layers.Dense(6, activation=layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.05)),
        layers.Dense(3, activation=layers.Softmax()),
    ]
)
FOLDER.mkdir(exist_ok=True)
random = np.random.default_rng(3)
data = {"x": random.normal(size=(64, 6, 4)), "xv": random.normal(size=(20, 6, 4))}
data = {name: values.astype("float32") for name, values in data.items()}
for name in ("x", "xv"):
    data["y" + name[1:]] = data[name][:, :, :3].sum(1).argmax(1).astype("int32")
np.savez_compressed(FOLDER / "data.npz", **data)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.save(FOLDER / "model.keras")
model.optimizer.learning_rate = 0.01
history = model.fit(
    data["x"], data["y"], 16, 3, shuffle=False, validation_data=(data["xv"], data["yv"]), verbose=0
).history
(FOLDER / "expected.json").write_text(json.dumps({"history": history}, indent=1) + "\n")
weights = {weight.path.replace("/", "|"): np.asarray(weight.value) for weight in model.weights}
np.savez_compressed(FOLDER / "final.npz", predictions=model.predict(data["xv"], verbose=0), **weights)
(FOLDER / "spec.yaml").write_text(SPEC)
