"""Keras 3 under the callback service, on any backend.

model.fit(x, y, epochs=50, validation_split=0.2, callbacks=[epochal.keras.Callback(callbacks=[
    {"type": "EarlyStopping", "monitor": "val_loss", "patience": 5, "restore_best_weights": True}])])
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import keras

from epochal import keras_model as facts
from epochal.checkpoint_files import read_state
from epochal.checkpoint_names import Names
from epochal.client import attach
from epochal.fit_watch import FitWatch, arguments_of
from epochal.keras_commands import KerasCommands
from epochal.keras_list import after_fit, ends_swapped, initial_epoch, swaps_on_epoch
from epochal.keras_store import Backup, Kept
from epochal.line import OnUnreachable, log
from epochal.listed import listed
from epochal.run import Run
from epochal.wire import Json


_HISTOGRAMS = 50
"""Of an event: more would be more than a call may have."""


class Callback(KerasCommands, keras.callbacks.Callback):  # type: ignore[misc]
    """Stands for a whole list of Keras' callbacks, which the service decides. Put it behind callbacks of other kinds.

    callbacks: as in a run spec, with Keras' argument names.
    name, run: of the run; by default made from the model's name.
    validates: whether epochs have val_ metrics; Keras does not tell callbacks.
    directory: where relative names of checkpoints are; by default the working directory.
    resume: a checkpoint that was saved under the service (.keras or .weights.h5), which the model was loaded from: the run goes on
        from there, with its callbacks as they stood. A BackupAndRestore in the list resumes by itself.
    url, token, on_unreachable, heartbeat, batches, semantics: as `epochal.attach` has them.

    An exception in `fit` calls no callback. Its end is said within seconds, or when the process ends; at once inside `with`:

        with epochal.keras.Callback(callbacks=[…]) as service:
            model.fit(x, y, callbacks=[service])
    """

    def __init__(
        self,
        callbacks: Sequence[Mapping[str, Any]],
        url: str | None = None,
        *,
        name: str | None = None,
        run: str | None = None,
        validates: bool = True,
        directory: str | os.PathLike[str] | None = None,
        resume: str | os.PathLike[str] | None = None,
        batches: bool = True,
        heartbeat: int = 60,
        on_unreachable: OnUnreachable = "wait",
        semantics: str = "keras-3.15",
        token: str | None = None,
    ) -> None:
        super().__init__()
        self.run: Run | None = None
        self._callbacks = listed(callbacks)
        self._name, self._run_name, self._resume = name, run, resume
        self._how: Json = {"url": url, "validates": validates, "batches": batches, "heartbeat": heartbeat,
                           "on_unreachable": on_unreachable, "semantics": semantics, "token": token}  # fmt: skip
        self._names = Names(self._callbacks, directory)
        self._backup = self._delete_backup = None
        for callback in self._callbacks:
            if callback.get("type") == "BackupAndRestore" and "backup_dir" in callback:
                self._backup = Backup(self._names.path(str(callback["backup_dir"])))
                self._delete_backup = callback.get("delete_checkpoint", True)
        self._forget()

    def _forget(self) -> None:
        self._kept = Kept()
        self._watch: FitWatch | None = None
        self._averages: Any = None
        self._ended: int | None = None
        self._rate_before: float | None = None
        self._schedule: Any = None
        self._save_every: tuple[float, str] | None = None
        self._saved_at = self._epoch_begun = time.monotonic()
        self._abandoned = False

    # Keras' hooks.

    def on_train_begin(self, logs: Json | None = None) -> None:
        self.end()  # Of a fit before this one that was left by an exception.
        self._forget()
        model = self.model
        state, checkpoint = self._state_to_resume(model)
        if swaps_on_epoch(self._callbacks):
            facts.part_averages(model)
        scheduled = facts.is_scheduled(model)
        if scheduled and self._how["batches"]:
            self._schedule = facts.optimizers(model)[0]._learning_rate
        if state is not None:
            model._initial_epoch = state["epoch"]
            state = {**state, "batch": 0}  # Keras begins that epoch again.
            if not scheduled:  # What the verdict of the checkpoint has set behind it.
                model.optimizer.learning_rate = state["learning_rate"]
        self._rate_before = None if scheduled else facts.learning_rate(model)
        obey = self._obeyed(scheduled)
        own = ("PauseTraining", "RecordBatches", "ReplaceCallbacks")
        self.run = attach(
            callbacks=after_fit(self._callbacks, self.run), name=self._name or _identifier(model.name),
            run=self._run_name, trainer=f"keras {keras.__version__} on {keras.backend.backend()}",
            epochs=self._epochs() or None,  # With none at all Keras trains nothing.
            first_epoch=initial_epoch(arguments_of("fit", model)), **facts.told(model),
            obey=obey, capabilities=[*obey, *own], begin=False,
            resume=state, checkpoint=checkpoint, on_retain=self._retain, **self._how,
        )  # fmt: skip
        self.run.begin()
        self._watch = FitWatch("fit", lambda caller: caller is model, self._left)

    def on_epoch_begin(self, epoch: int, logs: Json | None = None) -> None:
        run = self._attached()
        run.position.epoch, run.position.batch, self._rate_before = epoch, -1, None
        run.learning_rate = facts.learning_rate(self.model)
        self._epoch_begun = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: Json | None = None) -> None:
        run = self._attached()
        values = logs or {}
        rate = None if self._schedule is None else float(self._schedule(run.position.step))
        with self._ends_on_error():
            run.batch(values.get("loss"), values, steps=max(1, batch - run.position.batch), learning_rate=rate)
        if self._save_every is not None and time.monotonic() - self._saved_at >= self._save_every[0]:
            run.saved([self._save_every[1]], self._store(self._save_every[1]))

    def on_test_begin(self, logs: Json | None = None) -> None:
        if self._averages is not None:
            self._averages.on_test_begin()

    def on_test_end(self, logs: Json | None = None) -> None:
        if self._averages is not None:
            self._averages.on_test_end()

    def on_epoch_end(self, epoch: int, logs: Json | None = None) -> None:
        run, model = self._attached(), self.model
        if run.ending is not None and run.ending.status == "cancelled":
            return
        self._ended = epoch
        values = logs if logs is not None else {}
        epochs = self._epochs()
        with self._ends_on_error():
            verdict = run.round(
                values,
                learning_rate=facts.learning_rate(model),
                last=bool(model.stop_training) or (epochs is not None and epoch + 1 >= epochs),
                seconds=time.monotonic() - self._epoch_begun,
            )
            for name, value in verdict.logs.items():
                values.setdefault(name, value)  # For Keras' History, which comes behind.
            if self._backup is not None and not run.stopped:
                run.saved([self._backup.folder.name], self._backup.save(model, self._kept, run.state()))
        if model.stop_training and epoch + 1 != epochs and ends_swapped(run.verdict.callbacks):
            facts.take_for_averages(model)  # Before Keras' end of fit puts the averages into the model.

    def on_train_end(self, logs: Json | None = None) -> None:
        run = self._attached()
        if self._rate_before is not None:  # No epoch has begun, so there is none that a schedule could be for.
            self.model.optimizer.learning_rate = self._rate_before
        stopped_by_another = run.ending is None and self.model.stop_training
        if stopped_by_another:
            run.stop("stopped_early", "model.stop_training was set")
        if self._backup is not None and run.stopped and not self._delete_backup and self._ended is not None:
            self._backup.save(self.model, self._kept, run.state())  # What goes on from it begins with the next epoch.
        with self._ends_on_error():
            run.end()
        self._close()
        if (
            self._backup is not None
            and self._delete_backup
            and (run.ending is None or run.ending.status != "cancelled")
        ):
            self._backup.delete()

    # What a program may call.

    def __enter__(self) -> Callback:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(error)

    def end(self, error: BaseException | None = None) -> None:
        """Says the end of a run whose `fit` was left by an exception. Does nothing where the end was said."""
        if self.run is not None and self._watch is not None:
            self._close()
            self.run.end_because_of(error if error is not None else RuntimeError("fit was left"))

    # How it is held together.

    def _epochs(self) -> int | None:
        return (self.params or {}).get("epochs")

    def _state_to_resume(self, model: Any) -> tuple[Json | None, str | None]:
        if self._resume is not None:
            path, self._resume = os.path.abspath(self._resume), None
            return read_state(path), f"file://{path}"
        state = self._backup.load(model, self._kept) if self._backup is not None else None
        return state, self._backup.folder.as_uri() if self._backup is not None and state is not None else None

    @contextmanager
    def _ends_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException as e:
            self.end(e)
            raise

    def _close(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        self._averages = None
        self._model._initial_epoch = None

    def _left(self, error: BaseException | None, at_exit: bool) -> None:
        """Of the watch: `fit` was left without `on_train_end`."""
        self._abandoned = not at_exit
        log.warning("fit was left without its end; run %s is ended for it", self._attached().id)
        self.end(error if error is not None else RuntimeError("fit was left by an exception"))


def _identifier(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", name).lstrip("-") or "keras"
