"""What a Keras program does at each command."""

from __future__ import annotations

import time
from typing import Any

import keras

from epochal import keras_model as facts
from epochal.checkpoint_names import Names
from epochal.commands import Handler, Saved
from epochal.errors import EpochalError, Refused
from epochal.keras_store import Backup, Kept, save
from epochal.run import Run
from epochal.wire import Json


class KerasCommands:
    """The handlers of `epochal.keras.Callback`: they act on its model."""

    model: Any
    run: Run | None
    _names: Names
    _kept: Kept
    _backup: Backup | None
    _abandoned: bool
    _averages: Any
    _save_every: tuple[float, str] | None
    _saved_at: float

    def _obeyed(self, scheduled: bool) -> dict[str, Handler]:
        """What is done at each command. scheduled: whether a schedule sets the rate, so that no command may."""
        obey: dict[str, Handler] = {
            "SetLearningRate": self._set_rate, "SaveCheckpoint": self._save, "RestoreWeights": self._restore,
            "EvaluateOn": self._evaluate_on, "SaveEvery": self._save_often, "SummarizeWeights": self._summarize,
            "StopTraining": self._stop, "CancelRun": self._stop,
        }  # fmt: skip
        if scheduled:
            del obey["SetLearningRate"]
        return obey

    def _stop(self, command: Json) -> None:
        self.model.stop_training = True
        if command["type"] == "CancelRun" and self._backup is not None:
            self._backup.save(self.model, self._kept, self._attached().state())

    def _set_rate(self, command: Json) -> None:
        self.model.optimizer.learning_rate = float(command["value"])

    def _save(self, command: Json) -> Saved:
        if self._backup is not None and self._names.path(command["name"]) == self._backup.folder:
            return self._store(command["name"])
        return save(self.model, command, self._names, self._attached().state())

    def _store(self, name: str) -> Saved:
        self._saved_at = time.monotonic()
        return Backup(self._names.path(name)).save(self.model, self._kept, self._attached().state())

    def _save_often(self, command: Json) -> None:
        self._save_every = (float(command["seconds"]), command["name"])
        self._saved_at = time.monotonic()

    def _restore(self, command: Json) -> None:
        if self._abandoned:
            raise Refused("fit was left by an exception")
        self._kept.restore(self.model, int(command["epoch"]), command.get("weights", "trained"))

    def _evaluate_on(self, command: Json) -> None:
        self._averages = keras.callbacks.SwapEMAWeights() if command["weights"] == "averaged" else None
        if self._averages is not None:
            self._averages.set_model(self.model)

    def _summarize(self, command: Json) -> None:
        histograms = facts.histograms(self.model, command.get("weights", "trained"))
        run = self._attached()
        run.say(
            "WeightsSummarized", epoch=run.position.last_trained()[0], step=run.position.step, histograms=histograms
        )

    def _retain(self, ended: int | None, named: frozenset[int]) -> None:
        self._kept.retain(self.model, ended, named)

    def _attached(self) -> Run:
        if self.run is None:
            raise EpochalError("fit has not begun")
        return self.run
