"""The service's answer to a question: what to do, and when to ask next."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from epochal.wire import Json, read


@dataclass(frozen=True)
class Ask:
    """When the callbacks want to be asked next, besides the end of a round.

    at_step: the step after which to ask; None for none.
    at_non_finite_loss: ask at the first batch whose running loss is NaN or infinite.
    """

    at_step: int | None = None
    at_non_finite_loss: bool = False

    def wants(self, step: int, loss: float | None) -> bool:
        """Whether to ask after this step."""
        if self.at_step is not None and step >= self.at_step:
            return True
        return self.at_non_finite_loss and loss is not None and not math.isfinite(loss)


@dataclass(frozen=True)
class Verdict:
    """One verdict. The commands have taken effect already where the program has said how (`obey`).

    decided: False where the service was not reachable and the program goes on without (`on_unreachable="continue"`).
    retain: the rounds, from 0, whose weights a later RestoreWeights may ask for.
    """

    answers: int = -1
    commands: tuple[Json, ...] = ()
    callbacks: tuple[Json, ...] = ()
    reasons: tuple[Json, ...] = ()
    recordings: tuple[Json, ...] = ()
    retain: frozenset[int] = frozenset()
    ask: Ask = field(default_factory=Ask)
    refusal: str | None = None
    decided: bool = True

    @classmethod
    def of(cls, raw: Json) -> Verdict:
        """Reads the JSON of `training.verdicts`."""
        ask = raw.get("ask") or {}
        return cls(
            answers=raw["answers"],
            commands=tuple(raw.get("commands", ())),
            callbacks=tuple(raw.get("callbacks", ())),
            reasons=tuple(raw.get("reasons", ())),
            recordings=tuple(raw.get("recordings", ())),
            retain=frozenset(raw.get("retain", ())),
            ask=Ask(ask.get("at_step"), bool(ask.get("at_non_finite_loss"))),
            refusal=raw.get("refusal"),
        )

    def commanded(self, type_: str) -> list[Json]:
        """The commands of one type, in order."""
        return [command for command in self.commands if command["type"] == type_]

    @property
    def stops(self) -> bool:
        """Whether a callback ends the training here."""
        return bool(self.commanded("StopTraining"))

    @property
    def learning_rate(self) -> float | None:
        """The rate from the next step on; None where it stays."""
        rates = self.commanded("SetLearningRate")
        return read(rates[-1]["value"]) if rates else None

    @property
    def restores(self) -> int | None:
        """The round whose weights to put back; None where they stay."""
        restores = self.commanded("RestoreWeights")
        return int(restores[-1]["epoch"]) if restores else None

    @property
    def logs(self) -> dict[str, float]:
        """What Keras' History holds of the round: its metrics, and what callbacks wrote beside them. Empty between rounds."""
        place = len(self.callbacks)
        for recording in self.recordings:
            if recording["position"] == place:
                values: dict[str, Any] = recording["logs"]
                return {name: read(value) for name, value in values.items()}
        return {}


UNDECIDED = Verdict(decided=False)
