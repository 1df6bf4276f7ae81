"""How a run treats the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from epochal.line import FOR_EVER, OnUnreachable

GIVE_UP_AFTER = 10.0
"""Seconds after which a program that does not wait for the service gives up."""


def keeps_nothing(epoch: int | None, retain: frozenset[int]) -> None:
    """A program that restores no weights keeps none."""


@dataclass(frozen=True)
class Settings:
    """
    on_unreachable: "wait" until the service is back, "fail" with `Unreachable`, or "continue" without decisions.
    batches: whether each batch is published.
    heartbeat: seconds within which the service hears something, or shows the run as lost.
    on_retain: told the round that just ended (None if its weights are gone), and the rounds whose weights may be asked for.
    """

    on_unreachable: OnUnreachable = "wait"
    batches: bool = True
    heartbeat: int = 60
    on_retain: Callable[[int | None, frozenset[int]], None] = keeps_nothing

    def __post_init__(self) -> None:
        if not isinstance(self.heartbeat, int) or self.heartbeat < 1:
            raise ValueError(f"heartbeat must be a whole number of seconds, 1 or more, not {self.heartbeat!r}")
        if self.on_unreachable not in ("wait", "fail", "continue"):
            raise ValueError(f'on_unreachable must be "wait", "fail" or "continue", not {self.on_unreachable!r}')

    @property
    def patience(self) -> float:
        """Seconds for which a call is tried again."""
        return FOR_EVER if self.on_unreachable == "wait" else GIVE_UP_AFTER
