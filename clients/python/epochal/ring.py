"""Batches between the training thread and the background: bounded, so that training never waits for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from epochal.wire import Json, metrics, written

CAPACITY = 20_000

_Row = tuple[int, int, int, Any, Mapping[str, Any] | None, float, int]


class Ring:
    """Holds up to `capacity` batches. One thread puts, another takes; where it is full, batches are dropped and counted."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._rows: deque[_Row] = deque()
        self._capacity = capacity
        self._dropped = 0

    def put(
        self, epoch: int, batch: int, step: int, loss: Any, values: Mapping[str, Any] | None, learning_rate: float
    ) -> None:
        """Remembers one batch; nothing is converted here, since this runs on the training thread."""
        if len(self._rows) >= self._capacity:
            self._dropped += 1
            return
        self._rows.append((epoch, batch, step, loss, values, learning_rate, self._dropped))
        self._dropped = 0

    def take(self, most: int) -> list[Json]:
        """The oldest batches, at most so many, as `batches` of a call has them. They are gone from here."""
        taken: list[Json] = []
        while self._rows and len(taken) < most:
            epoch, batch, step, loss, values, rate, dropped = self._rows.popleft()
            taken.append(
                {
                    "epoch": epoch,
                    "batch": batch,
                    "step": step,
                    "loss": written(loss) if loss is not None else "NaN",
                    "metrics": metrics(values),
                    "learning_rate": written(rate),
                    "dropped": dropped,
                }
            )
        return taken

    def __len__(self) -> int:
        return len(self._rows)
