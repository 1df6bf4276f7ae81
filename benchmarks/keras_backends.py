"""How far Keras agrees with itself: trains folders of models on two backends, and prints the final weights that differ.

    python benchmarks/keras_backends.py trainer-service/src/test/resources/keras-training/*

A folder is one of KerasTrainedModelsTest: model.keras, data.npz, spec.yaml. Needs a Python with keras, tensorflow-cpu, jax and pyyaml.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import numpy
import yaml

BACKENDS = ("tensorflow", "jax")
# Relative; below 0.05, absolute: those of KerasAgreement.
RELATIVE, SMALL, ABSOLUTE = 1e-3, 0.05, 5e-5
FIT = ("steps_per_epoch", "epochs", "batch_size", "shuffle")


def made(module, written):
    """{type: Adam, learning_rate: 0.01} as an object of Keras; a name as it is."""
    if isinstance(written, str):
        return written
    names = {name.lower(): name for name in reversed(dir(module))}
    arguments = {name: value for name, value in written.items() if name != "type"}
    return getattr(module, names[written["type"].lower()])(**arguments)


def train(folder, into):
    import keras

    spec = yaml.safe_load((folder / "spec.yaml").read_text(encoding="utf-8"))
    rows = numpy.load(folder / "data.npz")
    data = spec["data"]
    model = keras.models.load_model(folder / "model.keras", compile=False)
    model.compile(optimizer=made(keras.optimizers, spec["optimizer"]), loss=made(keras.losses, spec["loss"]))
    x = [rows[name] for name in data["x"]] if isinstance(data["x"], list) else rows[data["x"]]
    more = {name: spec[name] for name in FIT if name in spec}
    if "class_weight" in spec:
        more["class_weight"] = {int(label): weight for label, weight in spec["class_weight"].items()}
    if "sample_weight" in data:
        more["sample_weight"] = rows[data["sample_weight"]]
    model.fit(x, rows[data["y"]], verbose=0, **more)
    values = {weight.path.replace("/", "|"): keras.ops.convert_to_numpy(weight) for weight in model.weights}
    numpy.savez(into, **values)


def trained(folder, backend, place):
    into = place / f"{folder.name}-{backend}.npz"
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    subprocess.run([sys.executable, __file__, "--train", folder, into], env=environment, check=True)
    return numpy.load(into)


def difference(one, other):
    """By how many times the limit the worst element differs."""
    limit = numpy.where(abs(one) < SMALL, ABSOLUTE, RELATIVE * abs(one))
    return float((abs(one - other) / limit).max()) if one.size else 0.0


def main():
    if sys.argv[1:2] == ["--train"]:
        train(pathlib.Path(sys.argv[2]), sys.argv[3])
        return
    with tempfile.TemporaryDirectory() as place:
        for folder in map(pathlib.Path, sys.argv[1:]):
            one, other = (trained(folder, backend, pathlib.Path(place)) for backend in BACKENDS)
            names = [name for name in one if "seed_generator" not in name]
            apart = {name: difference(one[name], other[name]) for name in names}
            apart = {name.replace("|", "/"): round(times, 1) for name, times in apart.items() if times > 1}
            print(folder.name, apart or "equal", flush=True)


if __name__ == "__main__":
    main()
