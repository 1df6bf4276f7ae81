"""Weights that a Keras program keeps for its callbacks: copies in memory, checkpoints, and the backup to resume from."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from epochal.checkpoint_files import read_state, write_state
from epochal.checkpoint_names import Names
from epochal.commands import Saved
from epochal.errors import Refused
from epochal.keras_model import uses_ema, weights
from epochal.wire import Json

LATEST = "latest.weights.h5"
METADATA = "training_metadata.json"


class Kept:
    """Weights of rounds that a callback may restore, in memory: those that the last verdict names, and no others."""

    def __init__(self) -> None:
        self.rounds: dict[int, dict[str, list[Any]]] = {}

    def retain(self, model: Any, ended: int | None, named: frozenset[int]) -> None:
        """Keeps the round that just ended if it is named, and drops what is not."""
        self.rounds = {epoch: kept for epoch, kept in self.rounds.items() if epoch in named}
        if ended is not None and ended in named:
            kinds = ("trained", "averaged") if uses_ema(model) else ("trained",)
            self.rounds[ended] = {kind: weights(model, kind) for kind in kinds}

    def restore(self, model: Any, epoch: int, which: str) -> None:
        """Puts the weights back; nothing else is rolled back."""
        kept = self.rounds.get(epoch)
        if kept is None:
            raise Refused(f"the weights of epoch {epoch + 1} are not in this process")
        model.set_weights(kept.get(which, kept["trained"]))

    def write(self, folder: Path) -> None:
        for epoch, kinds in self.rounds.items():
            for kind, values in kinds.items():
                file = folder / f"epoch-{epoch}-{kind}.npz"
                if not file.exists():
                    _replace(file, partial(_write_arrays, values))
        for file in folder.glob("epoch-*.npz"):
            if int(file.stem.split("-")[1]) not in self.rounds:
                file.unlink()

    def read(self, folder: Path) -> None:
        for file in folder.glob("epoch-*-*.npz"):
            _, epoch, kind = file.stem.split("-")
            with np.load(file) as stored:
                self.rounds.setdefault(int(epoch), {})[kind] = [stored[f"arr_{i}"] for i in range(len(stored.files))]


def save(model: Any, command: Json, names: Names, state: Json) -> Saved:
    """Obeys SaveCheckpoint as ModelCheckpoint would, with the run's state inside the file."""
    path = names.file(command["name"], bool(command.get("weights_only")))
    path.parent.mkdir(parents=True, exist_ok=True)
    with _having(model, command.get("weights", "trained")):
        if command.get("weights_only"):
            model.save_weights(path, overwrite=True)
        else:
            model.save(path, overwrite=True)
    write_state(path, state)
    return Saved(path.as_uri(), path.stat().st_size)


class Backup:
    """A folder with the newest state of a run, as Keras' BackupAndRestore has it, and with what resuming needs besides.

    Weights, optimizer and the run's state are one file, which is replaced as a whole.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def file(self) -> Path:
        return self.folder / LATEST

    def save(self, model: Any, kept: Kept, state: Json) -> Saved:
        self.folder.mkdir(parents=True, exist_ok=True)
        kept.write(self.folder)

        def write(to: Path) -> None:
            model.save_weights(to, overwrite=True)
            write_state(to, state)

        _replace(self.file, write)
        metadata = json.dumps({"epoch": state["epoch"], "batch": state["batch"]})
        _replace(self.folder / METADATA, lambda to: to.write_text(metadata))
        return Saved(self.folder.as_uri(), sum(f.stat().st_size for f in self.folder.iterdir() if f.is_file()))

    def load(self, model: Any, kept: Kept) -> Json | None:
        """Loads weights and optimizer into a built model and returns the run's state; None where there is no backup."""
        if not self.file.exists():
            return None
        state = read_state(self.file)
        if not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        model.load_weights(self.file)
        kept.read(self.folder)
        return state

    def delete(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def _having(model: Any, which: str) -> Iterator[None]:
    if which != "averaged":
        yield
        return
    trained = weights(model)
    model.set_weights(weights(model, which))
    try:
        yield
    finally:
        model.set_weights(trained)


def _write_arrays(values: list[Any], to: Path) -> None:
    np.savez(to, *values)


def _replace(file: Path, write: Callable[[Path], Any]) -> None:
    """Writes a file whole or not at all. The ending stays, since Keras and NumPy look at it."""
    new = file.with_name(f"new-{file.name}")
    write(new)
    os.replace(new, file)
