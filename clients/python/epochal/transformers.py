"""Hugging Face's Trainer under the callback service.

Trainer(..., callbacks=[epochal.transformers.Callback(callbacks=[
    {"type": "EarlyStopping", "monitor": "val_loss", "patience": 3, "restore_best_weights": True}])])
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import transformers
from transformers.trainer_callback import TrainerCallback

from epochal.commands import Saved
from epochal.errors import Refused
from epochal.fit_watch import FitWatch
from epochal.line import OnUnreachable
from epochal.listed import listed
from epochal.torch_training import Program, TorchTraining
from epochal.wire import Json

_STATE = "epochal"
_NO_METRICS = ("_runtime", "_per_second", "_time")


class Callback(TrainerCallback, Program):  # type: ignore[misc]
    """Stands for a whole list of Keras' callbacks, which the service decides. A round is an evaluation (`eval_strategy`).

    callbacks: as in a run spec. The Trainer's `eval_loss` is `val_loss` here, as in Keras, and so is every other metric; `loss` is
        the last that the Trainer has logged (`logging_steps`).
    metrics: names of metrics, without `eval_`; directions: "min" or "max" of those that Keras does not know.
    batches: whether each step is published, with the last logged loss.
    url, token, name, run, heartbeat, on_unreachable, semantics: as `epochal.attach` has them.

    SaveCheckpoint makes the Trainer save at this step, to its own folder `checkpoint-STEP`. Each of its checkpoints has the run's
    state inside, so `train(resume_from_checkpoint=…)` goes on with the callbacks as they stood.
    Weights to restore are kept in memory only: after a resumption those from before it are gone, and such a command is refused.
    The Trainer tells its callbacks of no exception: its end is said within seconds, as the process ends, or at once with
    `with callback: trainer.train()`.
    """

    def __init__(
        self,
        callbacks: Sequence[Mapping[str, Any]],
        url: str | None = None,
        *,
        metrics: Iterable[str] = (),
        directions: Mapping[str, str] | None = None,
        name: str = "transformers",
        run: str | None = None,
        batches: bool = False,
        heartbeat: int = 60,
        on_unreachable: OnUnreachable = "wait",
        semantics: str = "keras-3.15",
        token: str | None = None,
    ) -> None:
        self._control: Any = None
        self._model: Any = None
        self._optimizer: Any = None
        self._scheduler: Any = None
        self._step = 0
        self._loss: float | None = None
        self._saving: list[str] = []
        self._watch: FitWatch | None = None
        self.training = TorchTraining(
            self,
            {"callbacks": listed(callbacks), "metrics": metrics, "directions": directions, "unit": "evaluation", "name": name,
             "run": run, "validates": True, "batches": batches, "heartbeat": heartbeat,
             "on_unreachable": on_unreachable, "semantics": semantics, "url": url, "token": token},
        )  # fmt: skip

    # The Trainer's events.

    def on_train_begin(self, args: Any, state: Any, control: Any, **more: Any) -> Any:
        self._control, self._model = control, more["model"]
        self._optimizer, self._scheduler = more.get("optimizer"), more.get("lr_scheduler")
        self._step, self._loss, self._saving = state.global_step, None, []
        resume = state.stateful_callbacks.get(_STATE) if state.global_step > 0 else None
        checkpoint = _folder(args, state).as_uri() if resume else None
        self.training.begin(f"transformers {transformers.__version__}", None, resume, checkpoint)
        self._watch = FitWatch("train", lambda caller: hasattr(caller, "callback_handler"), self._left)
        return control

    def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> Any:
        self._control = control
        steps, self._step = state.global_step - self._step, state.global_step
        if steps > 0:
            self.training.batch(self._loss, steps)
            self._keep_state(state)
        return control

    def on_log(self, args: Any, state: Any, control: Any, logs: Json | None = None, **more: Any) -> Any:
        if logs and "loss" in logs:
            self._loss = float(logs["loss"])
        return control

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Json | None = None, **more: Any) -> Any:
        self._control = control
        if self._watch is None:  # An evaluation outside of train.
            return control
        values = {_keras_name(k): v for k, v in (metrics or {}).items() if k != "epoch" and not k.endswith(_NO_METRICS)}
        if self._loss is not None:
            values["loss"] = self._loss
        self.training.round(values, last=bool(control.should_training_stop) or state.global_step >= state.max_steps)
        self._keep_state(state)
        return control

    def on_save(self, args: Any, state: Any, control: Any, **more: Any) -> Any:
        run, folder = self.training.run, _folder(args, state)
        if run is not None and self._saving:
            size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) if folder.is_dir() else 0
            run.saved(self._saving, Saved(folder.as_uri(), size))
        self._saving = []
        return control

    def on_train_end(self, args: Any, state: Any, control: Any, **more: Any) -> Any:
        self._stop_watch()
        self.training.end()
        return control

    # What a program may call.

    def __enter__(self) -> Callback:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._stop_watch()
            self.training.fail(error)

    # What commands need.

    def module(self) -> Any:
        return self._model

    def optimizers(self) -> list[Any]:
        return [self._optimizer] if self._optimizer is not None else []

    def schedulers(self) -> list[Any]:
        return [self._scheduler] if self._scheduler is not None else []

    def stop(self) -> None:
        self._control.should_training_stop = True

    def save(self, name: str, weights_only: bool) -> None:
        if self._watch is None:
            raise Refused("the Trainer saves while it trains")
        self._control.should_save = True
        self._saving.append(name)

    def _keep_state(self, state: Any) -> None:
        """A checkpoint of this step has it in `trainer_state.json`."""
        now = self.training.state()
        if now is not None:
            state.stateful_callbacks[_STATE] = now

    def _left(self, error: BaseException | None, at_exit: bool) -> None:
        self._watch = None
        self.training.fail(error if error is not None else RuntimeError("train was left by an exception"))

    def _stop_watch(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None


def _keras_name(name: str) -> str:
    return "val_" + name.removeprefix("eval_") if name.startswith("eval_") else name


def _folder(args: Any, state: Any) -> Path:
    return Path(os.path.abspath(args.output_dir)) / f"checkpoint-{state.global_step}"
