"""Puts a training program under the callback service."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from epochal.attempt import Attempt
from epochal.commands import Commands, Handler
from epochal.line import Line, OnUnreachable
from epochal.listed import listed
from epochal.run import Run
from epochal.settings import Settings, keeps_nothing
from epochal.wire import Json, written


def attach(
    *,
    callbacks: Sequence[Mapping[str, Any]],
    metrics: Iterable[str] = (),
    name: str = "run",
    run: str | None = None,
    trainer: str | None = None,
    unit: Literal["epoch", "evaluation"] = "epoch",
    epochs: int | None = None,
    validates: bool = True,
    first_epoch: int = 0,
    learning_rate: float = 0.0,
    scheduled: bool = False,
    use_ema: bool = False,
    directions: Mapping[str, str] | None = None,
    semantics: str = "keras-3.15",
    obey: Mapping[str, Handler] | None = None,
    capabilities: Iterable[str] | None = None,
    batches: bool = True,
    heartbeat: int = 60,
    resume: Mapping[str, Any] | None = None,
    checkpoint: str | None = None,
    on_unreachable: OnUnreachable = "wait",
    on_retain: Callable[[int | None, frozenset[int]], None] = keeps_nothing,
    url: str | None = None,
    token: str | None = None,
    begin: bool = True,
) -> Run:
    """Attaches this program to the service, applies the first verdict, and returns the run.

    callbacks: as in a run spec, such as {"type": "EarlyStopping", "patience": 5}.
    metrics: their names, without loss and without val_ names. directions: "max" or "min" for those that Keras does not know.
    name: of the runs of this program; the service makes a run's own name of it, unless `run` gives one.
    trainer: what trains, in words. unit: what a round is.
    epochs: rounds at most, None if unknown. first_epoch: the one that a new run begins with, from 0.
    validates: whether a round can have val_ metrics.
    learning_rate: the optimizer's, for the first step. scheduled: whether a schedule sets it, so that no callback may.
    obey: what to do at a command, by its type; called on the training thread, with the command's JSON.
    capabilities: the commands that this program obeys; by default those in `obey`, and what the client does by itself.
        With "SetLearningRate" and no handler, the loop takes the rate from `run.learning_rate`.
    batches: whether each batch is published. heartbeat: seconds; see `Settings`.
    resume: what `Run.state()` gave for the checkpoint that this program goes on from; its callbacks go on as they stood.
        Where that run has ended, a new one goes on. checkpoint: the URI of that checkpoint.
    on_unreachable, on_retain: see `Settings`. url: see `epochal.find_service`. token: see `epochal.find_token`.
    begin: False where the caller calls `Run.begin` itself, since its handlers need the run.

    Raises `Rejected` with the field that is wrong, or the capability that a callback needs.
    """
    settings = Settings(on_unreachable, batches, heartbeat, on_retain)
    commands = Commands(obey, capabilities)
    body: Json = {
        "attach_id": uuid.uuid4().hex,
        "name": name,
        "trainer": trainer or f"python {sys.version_info.major}.{sys.version_info.minor}",
        "unit": unit,
        "params": {
            "epochs": epochs,
            **({"first_epoch": first_epoch} if first_epoch else {}),
            "metrics": list(metrics),
            "directions": dict(directions or {}),
            "validates": validates,
            "learning_rate": written(learning_rate),
            "scheduled": scheduled,
            "use_ema": use_ema,
            "semantics": semantics,
        },
        "callbacks": listed(callbacks),
        "capabilities": commands.capabilities,
        "heartbeat": heartbeat,
    }
    if run is not None:
        body["run"] = run
    if resume is not None:
        _resume(body, resume, checkpoint)
    line = Line(url, token=token)
    attempt = Attempt(line, body, commands, settings)
    prepared = Run(line, attempt, settings)
    if begin:
        prepared.begin()
    return prepared


def _resume(body: Json, state: Mapping[str, Any], checkpoint: str | None) -> None:
    if not state.get("run"):
        raise ValueError("this state is of a run that the service never knew, so nothing resumes from it")
    body["run"] = state["run"]
    body["callbacks"] = list(state["callbacks"])
    body["params"]["learning_rate"] = written(state["learning_rate"])
    body["resume"] = {key: state[key] for key in ("attempt", "sequence", "epoch", "batch", "step")}
    if checkpoint is not None:
        body["resume"]["checkpoint"] = checkpoint
