"""Keras' callbacks as a service, for training programs.

    with epochal.attach(name="iris", metrics=["accuracy"], callbacks=[{"type": "EarlyStopping", "patience": 5}]) as run:
        for epoch in range(50):
            ...
            if run.round({"loss": loss, "val_loss": val_loss}).stops:
                break

`epochal.keras`, `epochal.lightning` and `epochal.transformers` do this for programs with these frameworks.
"""

from epochal.client import attach
from epochal.commands import Ending, Saved
from epochal.errors import EpochalError, Refused, Rejected, RunFailed, RunOver, Superseded, Unreachable
from epochal.question import Position
from epochal.run import Run
from epochal.service import find_service
from epochal.tokens import find_token
from epochal.verdict import Ask, Verdict

__all__ = [
    "Ask",
    "Ending",
    "EpochalError",
    "Position",
    "Refused",
    "Rejected",
    "Run",
    "RunFailed",
    "RunOver",
    "Saved",
    "Superseded",
    "Unreachable",
    "Verdict",
    "attach",
    "find_service",
    "find_token",
]
