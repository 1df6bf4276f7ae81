"""Random lists of callbacks, as the service takes them, and Keras' own callbacks of the same settings."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import keras
from recorders import HAS_REQUESTS, HAS_TENSORFLOW

Settings = dict[str, Any]

FIELDS = ["e{epoch:02d}", "e{epoch}-{loss:.3f}", "best", "{epoch:3d}x", "{loss}", "{loss:.2e}", "{epoch:.1f}", "{loss:012.4F}"]
AT_BATCHES = ["b{batch}-e{epoch}", "{batch:05d}", "{loss:.5f}-{batch}"]


class Draw:
    """What a program's list may be of.

    logs: the names that its epochs have, without `val_`; modes: whether `auto` finds a direction for them.
    """

    def __init__(self, pick: random.Random, logs: dict[str, bool], validates: bool, use_ema: bool, rate: float) -> None:
        self.pick, self.logs, self.validates, self.use_ema, self.rate = pick, logs, validates, use_ema, rate

    def callbacks(self, scheduled: bool, again: bool) -> list[Settings]:
        kinds = [self.early_stopping, self.checkpoint, self.terminate, self.early_stopping, self.checkpoint]
        if not scheduled:
            kinds += [self.reduce, self.reduce, self.schedule]
        if self.use_ema:
            kinds += [self.swap, self.swap]
        drawn = comparable([self.pick.choice(kinds)() for _ in range(self.pick.randint(1, 5))])
        if not again and self.pick.random() < 0.2:  # Counters that resume with it are not Keras'.
            drawn.insert(self.pick.randint(0, len(drawn)), self.backup())
        recorders = [self.csv, *([self.monitor] if HAS_REQUESTS else [])]
        if HAS_TENSORFLOW and not again:  # Keras writes both fits into one folder.
            recorders.append(self.tensorboard)
        for record in recorders:
            if self.pick.random() < 0.3:
                drawn.insert(self.pick.randint(0, len(drawn)), record())
        return drawn

    def early_stopping(self) -> Settings:
        pick = self.pick
        return {
            "type": "EarlyStopping", **self.monitored(), "min_delta": pick.choice([0, 0.01, 0.1, -0.05]),
            "patience": pick.randint(0, 3), "restore_best_weights": pick.random() < 0.7,
            "start_from_epoch": pick.choice([0, 0, 1, 3]), "baseline": pick.choice([None, None, 0.5, 5.0, 0]),
            "verbose": pick.choice([0, 0, 1]),
        }  # fmt: skip

    def reduce(self) -> Settings:
        pick = self.pick
        return {
            "type": "ReduceLROnPlateau", **self.monitored(), "factor": pick.choice([0.1, 0.5, 0.9, 0, 1 / 3]),
            "patience": pick.randint(0, 2), "min_delta": pick.choice([1e-4, 0.1, -0.1, 0]),
            "cooldown": pick.randint(0, 3), "min_lr": pick.choice([0.0, 0.02, 0, 1e-7]),
        }  # fmt: skip

    def checkpoint(self) -> Settings:
        pick = self.pick
        at_batches, best, weights_only = pick.random() < 0.35, pick.random() < 0.5, pick.random() < 0.5
        best = best and not at_batches  # Keras raises before the first epoch has ended.
        name = pick.choice([*FIELDS, *self.fields()] if not at_batches else AT_BATCHES)
        folder = pick.choice(["", "", "deep/{epoch}/", "./x//"])
        return {
            "type": "ModelCheckpoint", **self.monitored(),
            "filepath": f"{folder}{name}-{pick.randint(0, 999)}" + (".weights.h5" if weights_only else ".keras"),
            "save_best_only": best, "save_weights_only": weights_only,
            "save_freq": pick.randint(1, 9) if at_batches else "epoch",
            "initial_value_threshold": pick.choice([None, None, 1.0, 0.5]) if best else None,
        }  # fmt: skip

    def fields(self) -> list[str]:
        """Of the names that Python's format takes as they are."""
        plain = [name for name in self.logs if name.isidentifier()]
        return [f"{{{name}:.4e}}" for name in plain] + ([f"{{val_{name}:.2f}}" for name in plain] if self.validates else [])

    def monitored(self) -> Settings:
        name = self.pick.choice([*self.logs, "loss", "nothing", "learning_rate"])
        known = self.logs.get(name, name == "loss")
        monitor = self.pick.choice([name, f"val_{name}", f"val_{name}"])
        modes = ["min", "max", *(["auto", "auto", "auto", "MAX"] if known else [])]
        return {"monitor": monitor, "mode": self.pick.choice(modes)}

    def schedule(self) -> Settings:
        return {"type": "LearningRateScheduler", "schedule": {"0": self.rate, "2": self.rate / 2, "4": self.rate / 8}}

    def terminate(self) -> Settings:
        return {"type": "TerminateOnNaN", "raise_error": self.pick.random() < 0.3}

    def swap(self) -> Settings:
        return {"type": "SwapEMAWeights", "swap_on_epoch": self.pick.random() < 0.4}

    def backup(self) -> Settings:
        return {
            "type": "BackupAndRestore", "backup_dir": "backup", "save_freq": self.pick.choice(["epoch", 3, 5]),
            "double_checkpoint": self.pick.random() < 0.3, "delete_checkpoint": self.pick.random() < 0.6,
        }  # fmt: skip

    def tensorboard(self) -> Settings:
        pick = self.pick
        return {
            "type": "TensorBoard", "log_dir": f"logs-{pick.randint(0, 9**9)}", "histogram_freq": pick.choice([0, 1, 2]),
            "write_graph": False, "update_freq": pick.choice(["epoch", "epoch", "batch", 2, 3]),
            "write_steps_per_second": pick.random() < 0.3,
        }  # fmt: skip

    def monitor(self) -> Settings:
        pick = self.pick
        return {
            "type": "RemoteMonitor", "path": f"/{pick.randint(0, 9**9)}/epoch/", "field": pick.choice(["data", "a b/é"]),
            "headers": pick.choice([None, {"X-Own": "1"}]), "send_as_json": pick.random() < 0.5,
        }  # fmt: skip

    def csv(self) -> Settings:
        return {"type": "CSVLogger", "filename": f"{self.pick.randint(0, 9**9)}.csv", "separator": self.pick.choice(",;\t")}


def comparable(drawn: list[Settings]) -> list[Settings]:
    """Without what docs/keras.md says is different: swaps that round or lose weights on a backend, and several at an epoch's end."""
    swaps = [one for one in drawn if one["type"] == "SwapEMAWeights"]
    at_epochs = [one for one in swaps if one["swap_on_epoch"]]
    exact = keras.backend.backend() == "jax"
    kept = [*at_epochs[:1], *(one for one in swaps if not one["swap_on_epoch"])] if exact else swaps[:1]
    for one in kept if not exact else ():
        one["swap_on_epoch"] = False
    return [one for one in drawn if one not in swaps or any(one is each for each in kept)]


def own(settings: Settings, folder: Path) -> Any:
    """Keras' callback of these settings, with its files below a folder."""
    given = {key: value for key, value in settings.items() if key != "type"}
    for key in ("filepath", "backup_dir", "filename", "log_dir"):
        if key in given:
            given[key] = str(folder / given[key])
    if "schedule" in given:
        table = {int(epoch): rate for epoch, rate in given["schedule"].items()}
        given["schedule"] = lambda epoch, rate: float(table[max(at for at in table if at <= epoch)])
    return getattr(keras.callbacks, settings["type"])(**given)
