"""Trains the examples of runs/ by ./epochal and by Keras on TensorFlow, and compares how good they become.

Both have the same rows, split and prepared in the same way, the same layers, optimizer, batches, and callbacks that decide. Random numbers
differ: first weights, the order of rows, dropout, augmentation. So each is trained with several seeds. What is compared is the epoch that
early stopping restores; behind a mean, the smallest and the largest value over the seeds.
"""

import argparse
import csv
import json
import os
import pathlib
import subprocess
import zipfile

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy  # noqa: E402
import yaml  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
RUNS = ROOT / "runs"
# And the metric that is shown beside val_loss.
EXAMPLES = {
    "diabetes-regression": "val_mean_absolute_error",
    "wine-classifier": "val_accuracy",
    "digits-images": "val_accuracy",
    "digits-lstm": "val_accuracy",
    "transfer": "val_accuracy",
    "two-ways": "val_accuracy",
}
DECIDING = ("EarlyStopping", "ReduceLROnPlateau")


def table(data, split):
    """Numbers as mean 0 and deviation 1 of the training rows, texts of x as one-hot, texts of y as classes by name."""
    with open(RUNS / data["path"], encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kept = int(len(rows) * (1 - split))
    columns = []
    for name in rows[0]:
        texts = numpy.array([row[name] for row in rows])
        if name == data["y"]:
            y = numbers(texts) if is_number(texts) else numpy.unique(texts, return_inverse=True)[1]
        elif is_number(texts):
            values = numbers(texts)
            columns.append((values - values[:kept].mean()) / values[:kept].std())
        else:
            columns += [(texts == value).astype(float) for value in sorted(set(texts))]
    x = numpy.stack(columns, 1).astype("float32")
    return x[:kept], y[:kept], x[kept:], y[kept:]


def is_number(texts):
    return all(text.replace(".", "", 1).lstrip("-").isdigit() or text in ("true", "false") for text in texts)


def numbers(texts):
    return numpy.array([{"true": 1.0, "false": 0.0}.get(text) if text in ("true", "false") else float(text) for text in texts])


def images(data, split, seed):
    """Keras' own reader of image folders."""
    parts = keras.utils.image_dataset_from_directory(
        RUNS / data["path"],
        color_mode=data["color"],
        image_size=tuple(data["size"]),
        batch_size=None,
        seed=seed,
        validation_split=split,
        subset="both",
        verbose=False,
    )
    arrays = []
    for part in parts:
        x, y = zip(*part.as_numpy_iterator())
        arrays += [numpy.stack(x) / 255, numpy.array(y)]
    return arrays


def rows(spec, seed):
    data, split = spec["data"], spec.get("validation_split", 0)
    if data["type"] == "csv":
        return table(data, split)
    if data["type"] == "images":
        return images(data, split, seed)
    arrays = numpy.load(RUNS / data["path"])
    return [arrays[name] for name in (data["x"], data["y"], data["validation"]["x"], data["validation"]["y"])]


def made(module, written):
    """{type: Dense, units: 3} as an object of Keras; a name as it is."""
    if not isinstance(written, dict):
        return written
    arguments = {name: made(keras.regularizers, value) for name, value in written.items() if name != "type"}
    names = {name.lower(): name for name in reversed(dir(module))}  # Huber, not huber
    return getattr(module, names[written["type"].lower()])(**arguments)


def encoder():
    """What digits_encoder.py has trained, with the numbers that are in its file."""
    layers = keras.layers
    with zipfile.ZipFile(RUNS / "digits-encoder.pt") as file:
        stored = [numpy.frombuffer(file.read(f"archive/data/{i}"), "float32") for i in range(13)]
    model = keras.Sequential([layers.Input((8, 8, 1))])
    for i, (filters, begin) in enumerate(((16, 0), (32, 7))):
        model.add(layers.Conv2D(filters, 3, padding="same"))
        kernel = stored[begin].reshape(filters, -1, 3, 3).transpose(2, 3, 1, 0)
        model.layers[-1].set_weights([kernel, stored[begin + 1]])
        model.add(layers.BatchNormalization(epsilon=1e-5))
        model.layers[-1].set_weights(stored[begin + 2 : begin + 6])
        model.add(layers.ReLU())
        model.add(layers.MaxPooling2D() if i == 0 else layers.GlobalMaxPooling2D())
    model.trainable = False
    return model


def built(spec, shape):
    if "keras" in spec["model"]:
        return keras.models.load_model(RUNS / spec["model"]["keras"], compile=False)
    model = keras.Sequential([keras.layers.Input(shape)])
    if "torchscript" in spec["model"]:
        model.add(encoder())
    for layer in spec["model"]["layers"]:
        model.add(made(keras.layers, layer))
    return model


def with_keras(spec, seed):
    x, y, xv, yv = rows(spec, seed)
    keras.utils.clear_session()  # It counts on: auc_1 in the second model.
    keras.utils.set_random_seed(seed)
    model = built(spec, x.shape[1:])
    model.compile(
        optimizer=made(keras.optimizers, spec["optimizer"]),
        loss=made(keras.losses, spec["loss"]),
        metrics=[made(keras.metrics, metric) for metric in spec["metrics"]],
    )
    callbacks = [made(keras.callbacks, one) for one in spec["callbacks"] if one["type"] in DECIDING]
    weights = spec.get("class_weight")
    return model.fit(
        x, y, spec["batch_size"], spec["epochs"], 0, callbacks, validation_data=(xv, yv), class_weight=weights
    ).history


def epochal(*arguments):
    done = subprocess.run([ROOT / "epochal", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"epochal {' '.join(arguments)}: {(done.stdout + done.stderr)[-800:]}")
    return done.stdout


def with_epochal(name, seed):
    said = epochal("train", str(RUNS / f"{name}.yaml"), "--set", f"seed={seed}", "--output", "json")
    run = json.loads(said.strip().splitlines()[-1])["run"]
    history = json.loads(epochal("runs", "show", run, "--history", "json"))
    return history.get("history", history)


def restored(spec, history, metric):
    """val_loss and the metric at the best epoch, and how many epochs were trained."""
    stopping = next(one for one in spec["callbacks"] if one["type"] == "EarlyStopping")
    monitored = [float(value) for value in history[stopping["monitor"]]]
    largest = stopping.get("mode") == "max" or stopping["monitor"] == "val_accuracy"
    best = monitored.index(max(monitored) if largest else min(monitored))
    return float(history["val_loss"][best]), float(history[metric][best]), len(monitored)


def cells(results):
    """Mean, smallest and largest of each."""
    said = [f"{sum(one) / len(one):.3f} ({min(one):.3f} to {max(one):.3f})" for one in list(zip(*results))[:2]]
    return f"{said[0]} | {said[1]} | {sum(one[2] for one in results) / len(results):.0f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="how many")
    parser.add_argument("examples", nargs="*", help=f"of {', '.join(EXAMPLES)}; without any, all of them")
    arguments = parser.parse_args()
    epochal("up")
    try:
        print("| example | by | val_loss | metric | epochs |\n|---|---|---|---|---|", flush=True)
        for name in arguments.examples or EXAMPLES:
            spec = yaml.safe_load((RUNS / f"{name}.yaml").read_text(encoding="utf-8"))
            metric = EXAMPLES[name]
            seeds = range(1, arguments.seeds + 1)
            theirs = [restored(spec, with_keras(spec, seed), metric) for seed in seeds]
            print(f"| {name}, {metric} | Keras | {cells(theirs)} |", flush=True)
            ours = [restored(spec, with_epochal(name, seed), metric) for seed in seeds]
            print(f"| | Epochal | {cells(ours)} |", flush=True)
    finally:
        epochal("down")


if __name__ == "__main__":
    main()
