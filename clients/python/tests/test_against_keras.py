"""Random lists of callbacks on small models: once with Keras' own, once decided by the service. Everything must be equal.

Needs a running service: EPOCHAL_URL. EPOCHAL_CASES is how many lists (12), EPOCHAL_SEED where they begin (0).
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="NumPy is not installed")
keras = pytest.importorskip("keras", reason="Keras is not installed")
epochal_keras = pytest.importorskip("epochal.keras")

URL = os.environ.get("EPOCHAL_URL")
CASES = int(os.environ.get("EPOCHAL_CASES", "12"))
SEED = int(os.environ.get("EPOCHAL_SEED", "0"))
pytestmark = pytest.mark.skipif(not URL, reason="EPOCHAL_URL is not set: nothing was compared with Keras")

Settings = dict[str, Any]


class Case:
    """One random program: its model, its data and its callbacks. The same seed is the same program."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = pick = random.Random(seed)
        self.epochs = pick.randint(2, 9)
        self.validates = pick.random() < 0.8
        self.use_ema = pick.random() < 0.3
        self.optimizer = pick.choice(["SGD", "Adam", "RMSprop"])
        self.rate = pick.choice([0.3, 0.05, 0.01]) if pick.random() < 0.93 else 1e30
        drawn = [self.callback() for _ in range(pick.randint(1, 4))]
        # Keras swaps back and forth where there are two of them, so that nothing is averaged; the service averages once.
        self.callbacks = [one for i, one in enumerate(drawn) if one["type"] != "SwapEMAWeights" or one not in drawn[:i]]

    def monitor(self) -> str:
        return self.random.choice(["val_loss", "val_loss", "loss", "val_mae", "mae", "val_accuracy", "nothing"])

    def callback(self) -> Settings:
        pick = self.random
        kinds = [self.early_stopping, self.reduce, self.checkpoint, self.schedule, self.terminate]
        return pick.choice([*kinds, self.swap] if self.use_ema else kinds)()

    def early_stopping(self) -> Settings:
        pick = self.random
        return {
            "type": "EarlyStopping", **self.monitored(), "min_delta": pick.choice([0, 0.01, 0.1]),
            "patience": pick.randint(0, 3), "restore_best_weights": pick.random() < 0.7,
            "start_from_epoch": pick.choice([0, 0, 1, 3]), "baseline": pick.choice([None, None, 0.5, 5.0]),
        }  # fmt: skip

    def reduce(self) -> Settings:
        pick = self.random
        return {
            "type": "ReduceLROnPlateau", **self.monitored(), "factor": pick.choice([0.1, 0.5, 0.9]),
            "patience": pick.randint(0, 2), "min_delta": pick.choice([1e-4, 0.1]), "cooldown": pick.randint(0, 2),
            "min_lr": pick.choice([0.0, 0.02]),
        }  # fmt: skip

    def checkpoint(self) -> Settings:
        pick = self.random
        at_batches = pick.random() < 0.3
        best, weights_only = pick.random() < 0.5 and not at_batches, pick.random() < 0.5
        fields = ["e{epoch:02d}", "e{epoch}-{loss:.3f}", "best"] + (
            ["b{batch}-e{epoch}"] if at_batches else ["{mae:.4e}"]
        )
        name = pick.choice(fields) + f"-{pick.randint(0, 999)}" + (".weights.h5" if weights_only else ".keras")
        return {
            "type": "ModelCheckpoint", **self.monitored(), "filepath": name, "save_best_only": best,
            "save_weights_only": weights_only, "save_freq": pick.randint(1, 7) if at_batches else "epoch",
            "initial_value_threshold": pick.choice([None, None, 1.0]) if best else None,
        }  # fmt: skip

    def monitored(self) -> Settings:
        monitor = self.monitor()
        auto = ["auto"] if monitor != "nothing" else []
        return {"monitor": monitor, "mode": self.random.choice([*auto, *auto, "min", "max"])}

    def schedule(self) -> Settings:
        return {"type": "LearningRateScheduler", "schedule": {"0": self.rate, "2": self.rate / 2, "4": self.rate / 8}}

    def terminate(self) -> Settings:
        return {"type": "TerminateOnNaN"}

    def swap(self) -> Settings:
        return {"type": "SwapEMAWeights"}

    def model(self) -> Any:
        keras.utils.set_random_seed(self.seed)
        layers = [keras.Input((4,)), keras.layers.Dense(6, activation="tanh"), keras.layers.BatchNormalization(),
                  keras.layers.Dense(1, activation="sigmoid")]  # fmt: skip
        model = keras.Sequential(layers)
        optimizer = getattr(keras.optimizers, self.optimizer)(self.rate, use_ema=self.use_ema)
        model.compile(optimizer, "binary_crossentropy", metrics=["mae", "accuracy"])
        return model

    def fit(self, callbacks: list[Any]) -> tuple[Any, Any]:
        rows = np.random.default_rng(self.seed)
        x, y = rows.normal(size=(48, 4)).astype("float32"), rows.integers(0, 2, size=(48, 1)).astype("float32")
        model, split = self.model(), 0.25 if self.validates else 0.0
        history = model.fit(
            x, y, epochs=self.epochs, batch_size=8, verbose=0, validation_split=split, callbacks=callbacks
        )
        return model, history

    def own(self, settings: Settings, folder: Path) -> Any:
        """Keras' callback of these settings."""
        given = {key: value for key, value in settings.items() if key != "type"}
        if "filepath" in given:
            given["filepath"] = str(folder / given["filepath"])
        if "schedule" in given:
            table = {int(epoch): rate for epoch, rate in given["schedule"].items()}
            given["schedule"] = lambda epoch, rate: float(table[max(at for at in table if at <= epoch)])
        return getattr(keras.callbacks, settings["type"])(**given)


class Restored(keras.callbacks.Callback):  # type: ignore[misc]
    """Which epoch's weights the model has in the end; in front of all others, so that it sees each epoch's."""

    def __init__(self) -> None:
        super().__init__()
        self.epochs: list[list[Any]] = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.epochs.append(self.model.get_weights())

    def of(self, weights: list[Any]) -> list[int]:
        return [i for i, those in enumerate(self.epochs) if all(map(_same, those, weights))]


def _same(one: Any, other: Any) -> bool:
    return bool(np.array_equal(one, other, equal_nan=True))


def weights_in(path: Path, case: Case) -> list[Any]:
    if path.name.endswith(".weights.h5"):
        model = case.model()
        model.load_weights(path)
        return list(model.get_weights())
    return list(keras.models.load_model(path).get_weights())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(SEED, SEED + CASES))
def test_a_list_does_what_it_does_in_keras(seed: int, tmp_path: Path) -> None:
    case = Case(seed)
    folders = {"keras": tmp_path / "keras", "ours": tmp_path / "ours"}
    for folder in folders.values():
        folder.mkdir()
    theirs_restored, ours_restored = Restored(), Restored()
    try:
        theirs = case.fit([theirs_restored, *(case.own(one, folders["keras"]) for one in case.callbacks)])
    except Exception as e:  # Keras fails: so must the run, at its attach or where Keras does.
        with pytest.raises(Exception, match="."):
            case.fit([epochal_keras.Callback(case.callbacks, URL, directory=folders["ours"], validates=case.validates)])
        pytest.skip(f"Keras fails, and so does the run: {type(e).__name__}")
    one = epochal_keras.Callback(case.callbacks, URL, directory=folders["ours"], name="against-keras")
    ours = case.fit([ours_restored, one])

    told = f"seed {seed}, run {one.run.id}: {case.callbacks}"
    assert ours[1].epoch == theirs[1].epoch, told
    assert ours[1].history.keys() == theirs[1].history.keys(), told
    for name, values in theirs[1].history.items():
        np.testing.assert_array_equal(ours[1].history[name], values, err_msg=f"{name}, {told}")
    assert float(ours[0].optimizer.learning_rate) == float(theirs[0].optimizer.learning_rate), told
    final = [model.get_weights() for model, _ in (theirs, ours)]
    assert all(map(_same, *final)), told
    assert theirs_restored.of(final[0]) == ours_restored.of(final[1]), told
    saved = {key: sorted(file.name for file in folder.iterdir()) for key, folder in folders.items()}
    assert saved["ours"] == saved["keras"], told
    for name in saved["keras"]:
        stored = [weights_in(folder / name, case) for folder in folders.values()]
        assert all(map(_same, *stored)), f"{name}, {told}"
