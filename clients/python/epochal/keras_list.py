"""What Keras' own callbacks leave behind when `fit` ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from epochal.run import Run
from epochal.wire import Json

_COUNTS = "saved_at"


def after_fit(written: Sequence[Json], last: Run | None) -> list[Json]:
    """The list for the next `fit` of the same object, with what Keras' objects do not forget: the best that a ModelCheckpoint has
    saved, and the batches since.

    last: the run of the `fit` before, if there was one. Its successor counts steps from 0.
    """
    out = list(written)
    if last is None:
        return out
    for i, (one, before) in enumerate(zip(written, last.verdict.callbacks)):
        stays = one.get("type") == before["type"] in ("ModelCheckpoint", "BackupAndRestore")
        if not stays or one.get("monitor", "val_loss") != before.get("monitor", "val_loss"):
            continue
        state = dict(before.get("state", {}))
        if _COUNTS in state:
            state[_COUNTS] -= last.position.step
        out[i] = {**one, "state": state}
    return out


def ends_swapped(decided: Sequence[Json]) -> bool:
    """Whether Keras leaves the trained weights where the averages were, after a stop that comes before the last epoch."""
    return swaps_on_epoch(decided) % 2 == 1


def swaps_on_epoch(callbacks: Sequence[Json]) -> int:
    """How many of them swap at each epoch's begin and end."""
    return sum(one.get("type") == "SwapEMAWeights" and bool(one.get("swap_on_epoch")) for one in callbacks)


def initial_epoch(fit_arguments: dict[str, Any]) -> int:
    """`initial_epoch`, which Keras tells no callback."""
    given = fit_arguments.get("initial_epoch")
    return given if isinstance(given, int) and given > 0 else 0
