"""Models that Keras trained, trained again through the whole stack, exported, and opened in Keras.

A case is a folder with model.keras, data.npz, spec.yaml, expected.json (history; next: the loss of one epoch more, where it is known)
and final.npz (weights by path, predictions for xv).

  keras_cases.py train CASES OUT [PATTERN]    trains, shows and exports each case by ./epochal, with the stack that is up
  keras_cases.py check CASES OUT [PATTERN]    compares what came out with what Keras had; with KERAS_BACKEND=jax trains on

OUT/CASE has result.json, history.json and model.keras then.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

import numpy as np
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[4]


def off(want, got):
    """1 is the most that is allowed: a thousandth, or 5e-5 where the number is below 0.05."""
    want, got = np.asarray(want, np.float64), np.asarray(got, np.float64)
    if want.shape != got.shape:
        return float("inf")
    if want.size == 0:
        return 0.0
    difference = np.abs(want - got)
    worst = np.where(np.abs(want) < 0.05, difference / 5e-5, difference / np.maximum(np.abs(want), 1e-30) / 1e-3)
    worst = np.where(np.isnan(want) & np.isnan(got), 0, np.where(np.isnan(worst), np.inf, worst))
    return float(worst.max())


def cases(folder, pattern):
    return [c for c in sorted(pathlib.Path(folder).iterdir()) if (c / "spec.yaml").is_file() and re.fullmatch(pattern, c.name)]


def epochal(*arguments):
    done = subprocess.run([ROOT / "epochal", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"epochal {arguments[0]} {done.returncode}: {(done.stdout + done.stderr).strip()[-600:]}")
    return done.stdout


def train(case, out):
    out.mkdir(parents=True, exist_ok=True)
    result = epochal("train", case / "spec.yaml", "--output", "json").strip().splitlines()[-1]
    (out / "result.json").write_text(result)
    run = json.loads(result)["run"]
    (out / "history.json").write_text(epochal("runs", "show", run, "--history", "json"))
    file = out / "model.keras"
    file.unlink(missing_ok=True)
    epochal("runs", "export", run, "--checkpoint", "final", "--format", "keras", "--to", file)


def history(case, out):
    expected = json.loads((case / "expected.json").read_text())["history"]
    found = json.loads((out / "history.json").read_text())
    if "history" in found:
        found = found["history"]
    if set(found) != set(expected):
        return [f"history has {sorted(found)}, Keras has {sorted(expected)}"]
    numbers = {name: [np.nan if v is None else float(v) for v in found[name]] for name in found}
    return [f"{n} is {numbers[n]}, Keras has {expected[n]}" for n in expected if off(expected[n], numbers[n]) > 1]


def arrays(spec, data, part):
    x = (spec["data"].get("validation") or spec["data"])["x"] if part == "validation" else spec["data"]["x"]
    found = [data[name] for name in ([x] if isinstance(x, str) else x)]
    return found[0] if len(found) == 1 else found


def opened(case, out, keras):
    spec = yaml.safe_load((case / "spec.yaml").read_text())
    data = np.load(case / "data.npz")
    final = np.load(case / "final.npz")
    wrong = []
    model = keras.models.load_model(out / "model.keras")
    predictions = model.predict(arrays(spec, data, "validation"), verbose=0)
    if off(final["predictions"], predictions) > 1:
        wrong.append(f"predictions are {off(final['predictions'], predictions)} times too far off")
    names = [name for name in final.files if name != "predictions"]
    if len(names) != len(model.weights):
        wrong.append(f"weights are {[weight.path for weight in model.weights]}, Keras has {names}")
    for name, weight in zip(names, model.weights):
        value = keras.ops.convert_to_numpy(weight)
        path = weight.path.replace("/", "|")
        # final.npz has the paths as they were when Keras trained: in a Sequential model its name first, which a loaded one lacks.
        if name != path and not name.endswith("|" + path):
            wrong.append(f"{path} is where Keras has {name}")
        elif "seed_generator" not in name and off(final[name], value) > 1:
            wrong.append(f"{name} is {off(final[name], value):.3g} times too far off")
    wrong += counted(out, case, spec, data, model, keras)
    slots = [v for v in model.optimizer.variables if v.shape and "learning_rate" not in v.path and v.path != "iteration"]
    if slots and not any(np.asarray(keras.ops.convert_to_numpy(v)).any() for v in slots):
        wrong.append("the optimizer's state is zero")
    if keras.backend.backend() != "numpy":
        wrong += goes_on(case, spec, data, model)
    return wrong


def counted(out, case, spec, data, model, keras):
    """The optimizer's iterations: one a batch, or one for so many batches as it accumulates."""
    rows = len(data[spec["data"]["y"]])
    if spec.get("validation_split"):
        rows = int(rows * (1 - spec["validation_split"]))
    batches = spec.get("steps_per_epoch") or -(-rows // spec.get("batch_size", 32))
    steps = batches * json.loads((out / "result.json").read_text())["epochs_run"]
    accumulated = int(model.optimizer.gradient_accumulation_steps or 1)
    iterations = int(np.asarray(keras.ops.convert_to_numpy(model.optimizer.iterations)))
    found = int(np.asarray(keras.ops.convert_to_numpy(model.optimizer._iterations)))
    if found != steps or iterations != steps // accumulated:
        return [f"the optimizer of {case.name} counts {found} steps, {iterations} updates; {steps} were trained, {accumulated} an update"]
    return []


def goes_on(case, spec, data, model):
    expected = json.loads((case / "expected.json").read_text()).get("next")
    weight = spec["data"].get("sample_weight")
    kept = model.fit(
        arrays(spec, data, "train"),
        data[spec["data"]["y"]],
        batch_size=spec.get("batch_size", 32),
        steps_per_epoch=spec.get("steps_per_epoch"),
        class_weight=spec.get("class_weight"),
        sample_weight=None if weight is None else data[weight],
        shuffle=False,
        verbose=0,
    ).history["loss"][0]
    if expected is None:
        return [] if np.isfinite(kept) else [f"going on in Keras gives the loss {kept}"]
    return [f"going on in Keras gives the loss {kept}, not {expected}"] if off(expected, kept) > 1 else []


def main(what, folder, out, pattern=".*"):
    good = everything = 0
    if what == "check":
        import keras
    for case in cases(folder, pattern):
        to = pathlib.Path(out) / case.name
        everything += 1
        try:
            if what == "train":
                train(case, to)
                wrong = history(case, to)
            else:
                wrong = history(case, to) + opened(case, to, keras)
        except Exception as e:  # one case's failure is its result
            wrong = [f"FAILS {type(e).__name__}: {str(e)[-700:]}"]
        good += not wrong
        print(case.name, "equal" if not wrong else "DIFFERS " + " | ".join(wrong), flush=True)
    print(f"{good} of {everything}")
    return 0 if good == everything else 1


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.exit(main(*sys.argv[1:]))
