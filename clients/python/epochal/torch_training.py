"""What Lightning's and Transformers' callbacks have in common: a run of a PyTorch program, on one rank or several."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from epochal.client import attach
from epochal.commands import Saved
from epochal.errors import Refused
from epochal.followers import Effect, Followers
from epochal.line import log
from epochal.run import Run
from epochal.torch_rates import rate, set_rate, unscalable
from epochal.wire import Json, float32, read

_OWN = ("PauseTraining", "RecordBatches", "ReplaceCallbacks")


class Program(ABC):
    """What the framework's callback must offer. Each is called on every rank at the same step."""

    @abstractmethod
    def module(self) -> Any:
        """The model whose weights are kept and restored."""

    @abstractmethod
    def optimizers(self) -> list[Any]:
        """All of them."""

    @abstractmethod
    def schedulers(self) -> list[Any]:
        """Those of the learning rate."""

    @abstractmethod
    def stop(self) -> None:
        """Train no further batch."""

    @abstractmethod
    def save(self, name: str, weights_only: bool) -> Saved | None:
        """Stores a checkpoint; None where the framework does so later in this step."""


class TorchTraining:
    """Says what happens on rank 0, and has commands obeyed on all ranks.

    how: arguments of `epochal.attach`.
    kept: weights of rounds that may be restored, in the host's memory.
    """

    def __init__(self, program: Program, how: Json) -> None:
        self.run: Run | None = None
        self.kept: dict[int, dict[str, Any]] = {}
        self._program = program
        self._how = how
        self._followers = Followers(self._apply)
        self._alone = False
        self._round_begun = time.monotonic()

    def begin(self, trainer: str, epochs: int | None, resume: Mapping[str, Any] | None, checkpoint: str | None) -> None:
        """Attaches. All ranks call this and the next two at the same step."""
        if not self._followers.leads:
            return self._followers.follow()
        scheduled = unscalable(self._program.schedulers()) is not None
        obey = {
            "StopTraining": lambda c: self._do("stop"),
            "CancelRun": lambda c: self._do("stop"),
            "SetLearningRate": lambda c: self._do("rate", float32(read(c["value"]))),
            "SaveCheckpoint": lambda c: self._do("save", c["name"], bool(c.get("weights_only"))),
            "RestoreWeights": lambda c: self._restore(int(c["epoch"])),
        }
        if scheduled:
            del obey["SetLearningRate"]
        with self._followers.leading():
            self.run = attach(
                trainer=trainer, epochs=epochs, learning_rate=rate(self._program.optimizers()), scheduled=scheduled,
                obey=obey, capabilities=[*obey, *_OWN], resume=resume, checkpoint=checkpoint, on_retain=self._retain,
                begin=False, **self._how,
            )  # fmt: skip
            self.run.begin()
            if resume is not None and not scheduled:
                self._resume_rate(float32(resume["learning_rate"]))
        self._round_begun = time.monotonic()

    def batch(self, loss: Any, steps: int = 1) -> None:
        """The optimizer has stepped."""
        if not self._followers.leads:
            return self._followers.follow()
        with self._followers.leading():
            if self.run is not None:
                self.run.batch(loss, steps=steps, learning_rate=rate(self._program.optimizers()))

    def round(self, values: Mapping[str, Any], last: bool | None = None) -> None:
        """A round ended."""
        if not self._followers.leads:
            return self._followers.follow()
        with self._followers.leading():
            if self.run is not None:
                seconds = time.monotonic() - self._round_begun
                self.run.round(values, learning_rate=rate(self._program.optimizers()), last=last, seconds=seconds)
        self._round_begun = time.monotonic()

    def end(self) -> None:
        """Training is over; may restore weights."""
        if not self._followers.leads:
            return self._followers.follow()
        with self._followers.leading():
            if self.run is not None:
                self.run.end()

    def fail(self, error: BaseException) -> None:
        """An exception ends the training, on this rank at least: the others are not waited for."""
        self._alone = True
        if self.run is not None:
            self.run.end_because_of(error)

    def state(self) -> Json | None:
        """What a checkpoint holds; None on ranks that do not speak."""
        return self.run.state() if self.run is not None and self.run.id is not None else None

    def _resume_rate(self, behind_the_checkpoint: float) -> None:
        """A checkpoint that was saved in the middle of a verdict has the optimizer as it was before the rest of it."""
        if float32(rate(self._program.optimizers())) != behind_the_checkpoint:
            try:
                self._do("rate", behind_the_checkpoint)
            except Refused as e:
                log.warning("the rate of the run was not set: %s", e)

    def _do(self, name: str, *arguments: Any) -> Any:
        return self._apply((name, arguments)) if self._alone else self._followers.do(name, *arguments)

    def _restore(self, epoch: int) -> None:
        if epoch not in self.kept:
            raise Refused(f"the weights of round {epoch + 1} are not in this process")
        self._do("restore", epoch)

    def _retain(self, ended: int | None, named: frozenset[int]) -> None:
        if not self._alone and (ended in named or not named.issuperset(self.kept)):
            self._do("retain", ended, named)

    def _apply(self, effect: Effect) -> Any:
        name, arguments = effect
        program = self._program
        if name == "stop":
            program.stop()
        elif name == "rate":
            set_rate(program.optimizers(), program.schedulers(), arguments[0])
        elif name == "save":
            return program.save(*arguments)
        elif name == "restore":
            program.module().load_state_dict(self.kept[arguments[0]])
        elif name == "retain":
            ended, named = arguments
            self.kept = {epoch: weights for epoch, weights in self.kept.items() if epoch in named}
            if ended is not None and ended in named:
                weights = program.module().state_dict()
                self.kept[ended] = {key: value.detach().cpu().clone() for key, value in weights.items()}
        return None
