"""The models of the comparison, with generated rows, as folders: model.keras, data.npz, spec.yaml."""

import json
import pathlib

import keras
import numpy
from keras import layers


def mlp():
    """30 columns of a table, three classes of a customer: small layers, small batches."""
    inputs = layers.Input((30,))
    hidden = inputs
    for units in (128, 64):
        hidden = layers.Dense(units, activation="relu")(hidden)
        hidden = layers.BatchNormalization()(hidden)
        hidden = layers.Dropout(0.2)(hidden)
    return keras.Model(inputs, layers.Dense(3, activation="softmax")(hidden), name="mlp")


def resnet():
    """A ResNet of three stages with one block each, on 32 by 32 by 3."""

    def convolution(values, filters, size, strides=1):
        values = layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)(values)
        return layers.BatchNormalization()(values)

    inputs = layers.Input((32, 32, 3))
    values = layers.Activation("relu")(convolution(inputs, 16, 3))
    for filters, strides in ((16, 1), (32, 2), (64, 2)):
        way = layers.Activation("relu")(convolution(values, filters, 3, strides))
        way = convolution(way, filters, 3)
        if strides > 1:
            values = convolution(values, filters, 1, strides)
        values = layers.Activation("relu")(layers.Add()([way, values]))
    values = layers.GlobalAveragePooling2D()(values)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(values), name="resnet")


def lstm():
    """Sequences of 40 steps with 16 values each."""
    return keras.Sequential(
        [layers.Input((40, 16)), layers.LSTM(64), layers.Dense(10, activation="softmax")], name="lstm"
    )


def example():
    """The model of runs/mnist-cnn.yaml."""
    return keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(32, (3, 3), activation="relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ],
        name="example",
    )


# Name: model, rows, rows a batch, epochs a round.
MODELS = {
    "mlp": (mlp, 32000, 32, 2),
    "resnet": (resnet, 1024, 64, 2),
    "lstm": (lstm, 4096, 64, 2),
    "example": (example, 6400, 128, 2),
}


def write(name, folder):
    """Writes one model, its rows and its run spec."""
    make, rows, batch, epochs = MODELS[name]
    keras.utils.set_random_seed(1)
    model = make()
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    random = numpy.random.default_rng(1)
    x = random.normal(size=(rows, *model.input_shape[1:])).astype("float32")
    classes = model.output_shape[-1]
    weights = random.normal(size=(x[0].size, classes))
    y = (x.reshape(rows, -1) @ weights).argmax(1).astype("int32")
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder / "model.keras")
    numpy.savez(folder / "data.npz", x=x, y=y)
    spec = {
        "name": name,
        "seed": 1,
        "data": {"type": "npz", "path": "data.npz", "x": "x", "y": "y"},
        "model": {"keras": "model.keras"},
        "optimizer": {"type": "adam", "learning_rate": 0.001},
        "loss": "sparse_categorical_crossentropy",
        "metrics": ["accuracy"],
        "epochs": epochs,
        "batch_size": batch,
        "shuffle": True,
        "callbacks": [],
    }
    # JSON is YAML.
    (folder / "spec.yaml").write_text(json.dumps(spec, indent=2) + "\n")
