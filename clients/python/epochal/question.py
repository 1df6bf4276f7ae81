"""What a program asks the callbacks about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from epochal.wire import Json, metrics, written


@dataclass
class Position:
    """Where training is.

    epoch: the round that is being trained, from 0.
    batch: the batch that was trained last in it, from 0; -1 before its first.
    step: batches trained since the run began.
    """

    epoch: int = 0
    batch: int = -1
    step: int = 0

    def last_trained(self) -> tuple[int, int]:
        """Round and batch of the last trained batch, as far as they are known; (-1, -1) before the first."""
        return (self.epoch, self.batch) if self.batch >= 0 else (self.epoch - 1, -1)


@dataclass(frozen=True)
class Question:
    """An event that is answered by a verdict: EpochEnded, BatchReached or TrainingEnded.

    own: the fields that only this type has.
    """

    type: str
    epoch: int
    batch: int
    step: int
    metrics: dict[str, Any]
    learning_rate: float
    own: Json = field(default_factory=dict)

    def fields(self, callbacks: list[Json]) -> Json:
        """The event without its type and number, with the callbacks as they stand; the service adds the params."""
        fields: Json = {
            "epoch": self.epoch,
            "step": self.step,
            "metrics": metrics(self.metrics),
            "learning_rate": written(self.learning_rate),
            "callbacks": callbacks,
            **self.own,
        }
        if self.type != "EpochEnded":
            fields["batch"] = self.batch
        return fields
