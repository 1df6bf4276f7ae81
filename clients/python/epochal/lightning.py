"""Lightning under the callback service.

Trainer(max_epochs=50, callbacks=[epochal.lightning.Callback(metrics=["loss"], callbacks=[
    {"type": "EarlyStopping", "monitor": "val_loss", "patience": 5, "restore_best_weights": True}])])
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import lightning.pytorch as pl

from epochal.checkpoint_names import Names
from epochal.commands import Saved
from epochal.line import OnUnreachable
from epochal.listed import listed
from epochal.torch_training import Program, TorchTraining
from epochal.wire import Json


class Callback(pl.Callback, Program):  # type: ignore[misc]
    """Stands for a whole list of Keras' callbacks, which the service decides.

    callbacks: as in a run spec. Their monitors are the names that the module logs; "loss" and "val_loss" are known to fall.
    metrics: names that the module logs, without loss and without val_ names; directions: "min" or "max" of those (or of any other
        logged name) whose direction Keras does not know. A callback may say `mode` instead.
    unit: "epoch", or "evaluation" where `val_check_interval` validates within epochs: then a round is a validation.
    directory: where relative names of checkpoints are; by default the working directory.
    url, token, name, run, validates, batches, heartbeat, on_unreachable, semantics: as `epochal.attach` has them.

    The run's state is in each checkpoint of the trainer, so `fit(ckpt_path=…)` goes on with the callbacks as they stood.
    """

    def __init__(
        self,
        callbacks: Sequence[Mapping[str, Any]],
        url: str | None = None,
        *,
        metrics: Iterable[str] = (),
        directions: Mapping[str, str] | None = None,
        unit: Literal["epoch", "evaluation"] = "epoch",
        name: str = "lightning",
        run: str | None = None,
        validates: bool = True,
        directory: str | os.PathLike[str] | None = None,
        batches: bool = True,
        heartbeat: int = 60,
        on_unreachable: OnUnreachable = "wait",
        semantics: str = "keras-3.15",
        token: str | None = None,
    ) -> None:
        super().__init__()
        callbacks = listed(callbacks)
        self._names = Names(callbacks, directory)
        self._unit = unit
        self._resume: Json | None = None
        self._step = 0
        self._trainer: Any = None
        self._module: Any = None
        self.training = TorchTraining(
            self,
            {"callbacks": callbacks, "metrics": metrics, "directions": directions, "unit": unit, "name": name, "run": run,
             "validates": validates, "batches": batches, "heartbeat": heartbeat, "on_unreachable": on_unreachable,
             "semantics": semantics, "url": url, "token": token},
        )  # fmt: skip

    # Lightning's hooks.

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        self._trainer, self._module = trainer, pl_module
        self._step = trainer.global_step
        epochs = trainer.max_epochs if self._unit == "epoch" and (trainer.max_epochs or 0) > 0 else None
        path = trainer.ckpt_path
        checkpoint = Path(path).absolute().as_uri() if self._resume is not None and path else None
        self.training.begin(f"lightning {pl.__version__}", epochs, self._resume, checkpoint)
        self._resume = None

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        steps = trainer.global_step - self._step
        if steps > 0:  # Gradients that only accumulate are no step.
            self._step = trainer.global_step
            loss = outputs.get("loss") if isinstance(outputs, Mapping) else outputs
            self.training.batch(loss, steps)

    def on_validation_end(self, trainer: Any, pl_module: Any) -> None:
        if self._unit == "evaluation" and trainer.state.fn == "fit" and not trainer.sanity_checking:
            self.training.round(_floats(trainer.callback_metrics), last=bool(trainer.should_stop))

    def on_train_epoch_end(self, trainer: Any, pl_module: Any) -> None:
        if self._unit == "epoch":
            last = bool(trainer.should_stop) or trainer.current_epoch + 1 == trainer.max_epochs
            self.training.round(_floats(trainer.callback_metrics), last=last)

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        self.training.end()

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        self.training.fail(exception)

    def state_dict(self) -> Json:
        state = self.training.state()
        return {} if state is None else {"run": state, "kept": self.training.kept}

    def load_state_dict(self, state_dict: Json) -> None:
        self._resume = state_dict.get("run")
        self.training.kept = dict(state_dict.get("kept", {}))

    # What commands need.

    def module(self) -> Any:
        return self._module

    def optimizers(self) -> list[Any]:
        return list(self._trainer.optimizers)

    def schedulers(self) -> list[Any]:
        return [config.scheduler for config in self._trainer.lr_scheduler_configs]

    def stop(self) -> None:
        self._trainer.should_stop = True

    def save(self, name: str, weights_only: bool) -> Saved:
        path = self._names.path(name)
        if path.suffix not in (".ckpt", ".pt", ".pth"):
            path = path.with_name(path.name + ".ckpt")
        self._trainer.save_checkpoint(path, weights_only=weights_only)
        return Saved(path.as_uri(), path.stat().st_size if path.is_file() else 0)


def _floats(metrics: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in metrics.items() if getattr(value, "numel", lambda: 1)() == 1}
