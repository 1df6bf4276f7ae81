"""What a program does at a command, and which commands it can obey."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from epochal.errors import Refused
from epochal.wire import Json, float32, read

# Commands that the client obeys for every program.
OWN = frozenset({"StopTraining", "CancelRun", "PauseTraining", "ReplaceCallbacks", "RecordBatches"})
# Commands that only a verdict may say.
DECIDERS_ONLY = frozenset({"FailRun", "EvaluateOn", "SaveEvery", "RestoreWeights", "RecordBatches"})

Handler = Callable[[Json], Any]


@dataclass(frozen=True)
class Saved:
    """What a handler of SaveCheckpoint returns.

    uri: where the checkpoint is: file:, s3:, hf: or any other of the program's own.
    size: of all its files, in bytes.
    """

    uri: str
    size: int = 0


@dataclass(frozen=True)
class Ending:
    """How training ends: completed, stopped_early, failed or cancelled, and why, in words."""

    status: str
    reason: str


@dataclass
class Orders:
    """What commands have ordered so far.

    learning_rate: a 32-bit float.
    record_every: the steps between two recorded batches; 0 for none.
    ending: None while training goes on.
    restored: the round whose weights were put back.
    """

    learning_rate: float
    record_every: int = 0
    paused: bool = False
    ending: Ending | None = None
    restored: int | None = None

    def end(self, status: str, reason: str) -> None:
        """The first ending stays, but for a failure, which is what a program wants to see."""
        if self.ending is None or status == "failed":
            self.ending = Ending(status, reason)


class Commands:
    """Applies commands: the client's own effects, then the program's handler.

    handlers: by the command's type. One may raise `Refused`, and returns a `Saved` for SaveCheckpoint.
    capabilities: the types that may be commanded; by default those with a handler, and the client's own.
    """

    def __init__(self, handlers: Mapping[str, Handler] | None, capabilities: Iterable[str] | None) -> None:
        self._handlers = dict(handlers or {})
        self.capabilities = sorted(set(OWN | self._handlers.keys() if capabilities is None else capabilities))

    def lacks(self, command: Json) -> str | None:
        """Why a command cannot be obeyed, whatever the moment; None where it can."""
        type_ = "PauseTraining" if command["type"] == "ResumeTraining" else command["type"]
        if type_ == "FailRun" or type_ in self.capabilities:
            return None
        return f"this trainer cannot {type_}; it can {', '.join(self.capabilities)}"

    def apply(self, command: Json, orders: Orders) -> Saved | None:
        """Gives a command its effect; raises `Refused`, or what a handler raises."""
        lack = self.lacks(command)
        if lack:
            raise Refused(lack)
        _order(command, orders)
        handler = self._handlers.get(command["type"])
        if handler is None:
            if command["type"] in ("SaveCheckpoint", "SummarizeWeights"):
                raise Refused("the program has no handler for it")
            return None
        result = handler(command)
        if command["type"] == "RestoreWeights":
            orders.restored = int(command["epoch"])
        return result if isinstance(result, Saved) else None


def _order(command: Json, orders: Orders) -> None:
    type_ = command["type"]
    if type_ == "StopTraining":
        orders.end("stopped_early", command.get("reason", ""))
    elif type_ == "CancelRun":
        orders.end("cancelled", command.get("reason") or "cancelled")
    elif type_ == "FailRun":
        orders.end("failed", command.get("reason", ""))
    elif type_ in ("PauseTraining", "ResumeTraining"):
        orders.paused = type_ == "PauseTraining"
    elif type_ == "SetLearningRate":
        orders.learning_rate = float32(read(command["value"]))
    elif type_ == "RecordBatches":
        every = int(command["every"])
        orders.record_every = min(every, orders.record_every) if orders.record_every else every
