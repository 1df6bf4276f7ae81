"""Trains a program twice: with Keras' own callbacks, and decided by the service. Whatever differs is an error."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import epochal.keras
import keras
import numpy as np
from random_callbacks import Settings, own
from random_programs import Beside, Program, Rates
from recorders import Inbox, recorded

STATE = {
    "EarlyStopping": ("wait", "best", "best_epoch"),
    "ReduceLROnPlateau": ("wait", "best", "cooldown_counter"),
    "ModelCheckpoint": ("best",),
}
OTHER_FILES = (".csv", ".bkp", ".npz")


@dataclass
class Trained:
    """What a program has come to, after each of its fits.

    restored: the epochs that ended with the weights of the end. seen: each epoch's logs as they reach the list. rates: of each
    epoch, each batch, and of the end.
    """

    error: BaseException | None = None
    histories: list[Any] = field(default_factory=list)
    weights: list[list[Any]] = field(default_factory=list)
    restored: list[list[int]] = field(default_factory=list)
    seen: list[Any] = field(default_factory=list)
    rates: list[Any] = field(default_factory=list)


def trained(program: Program, callbacks: list[Any]) -> Trained:
    """callbacks: the ones to compare; they stand between those that look on."""
    out, model = Trained(), program.model()
    for fit in range(2 if program.again else 1):
        beside, rates = Beside(program), Rates()
        if fit == 1 and program.again == "new model":
            model = program.model()
        try:
            program.train(model, [beside, *callbacks, rates])
        except (Exception, KeyboardInterrupt) as e:
            out.error = e
        history = getattr(model, "history", None)
        out.histories.append((getattr(history, "epoch", None), getattr(history, "history", None)))
        out.weights.append(model.get_weights())
        out.restored.append([i for i, those in enumerate(beside.weights) if same(those, out.weights[-1])])
        out.seen.append(beside.seen)
        out.rates.append([*rates.seen, float(model.optimizer.learning_rate)])
    return out


def compare(program: Program, folder: Path) -> str:
    """Returns how the two agree, in words; raises AssertionError where they do not."""
    inbox = Inbox()
    try:
        return _compare(program, folder, inbox)
    finally:
        inbox.close()


def _compare(program: Program, folder: Path, inbox: Inbox) -> str:
    folders = {"keras": folder / "keras", "ours": folder / "ours"}
    for each in folders.values():
        each.mkdir()
    listed = [own(one, folders["keras"]) for one in monitored(program.callbacks, inbox.root("keras"))]
    theirs = trained(program, listed)
    flush(listed)
    ours_listed = monitored(program.callbacks, inbox.root("ours"))
    if program.seed % 2 == 0:
        ours_listed = [absolute(one, folders["ours"]) for one in ours_listed]
    one = epochal.keras.Callback(
        ours_listed, os.environ["EPOCHAL_URL"], directory=folders["ours"], name="against-keras",
        validates=program.validates,
    )  # fmt: skip
    ours = trained(program, [one])
    told = f"{program}, run {one.run.id if one.run else None}"
    assert (theirs.error is None) == (ours.error is None), f"{theirs.error!r}, ours {ours.error!r}, {told}"
    if isinstance(ours.error, epochal.Rejected):
        return f"Keras fails, and so does the run at its attach: {theirs.error!r}; {ours.error}"
    for name in ("histories", "seen", "rates", "restored"):
        equal(getattr(theirs, name), getattr(ours, name), f"{name}; {told}")
    for fit, both in enumerate(zip(theirs.weights, ours.weights)):
        assert same(*both), f"the weights after fit {fit}; {told}"
    saved_files(folders, program, told)
    assert one.run is not None, f"{theirs.error!r}, ours {ours.error!r}, {told}"
    states(listed, one.run.verdict.callbacks, told)
    recorded(program.callbacks, one.run.id, folders["keras"], inbox, told)
    return "equal" if theirs.error is None else f"equal, and both fail: {theirs.error!r}, {ours.error!r}"


def absolute(settings: Settings, folder: Path) -> Settings:
    """The same callback with its files named from the root."""
    paths = {key: f"{folder}/{settings[key]}" for key in ("filepath", "backup_dir") if key in settings}
    return {**settings, **paths}


def monitored(callbacks: list[Settings], root: str) -> list[Settings]:
    """The same, with where a RemoteMonitor posts to."""
    return [{**one, "root": root} if one["type"] == "RemoteMonitor" else one for one in callbacks]


def flush(listed: list[Any]) -> None:
    """Keras closes its writers at the end of `fit` only, which an exception does not reach."""
    for one in listed:
        for writer in getattr(one, "_writers", {}).values():
            writer.flush()


def states(listed: list[Any], decided: Any, told: str) -> None:
    """What the callbacks have counted."""
    for theirs, ours in zip(listed, decided):
        for name in STATE.get(type(theirs).__name__, ()):
            kept = ours["state"].get(name)
            kept = float(kept) if isinstance(kept, str) else kept
            at_first = 0 if name == "best_epoch" else None  # Keras has 0 where there is none yet.
            equal(getattr(theirs, name, at_first), at_first if kept is None else kept, f"{name} of {ours}; {told}")


def saved_files(folders: dict[str, Path], program: Program, told: str) -> None:
    names = {
        key: sorted(str(p.relative_to(at)) for p in at.rglob("*") if p.is_file() and p.suffix not in OTHER_FILES and "tfevents" not in p.name)
        for key, at in folders.items()
    }
    assert names["ours"] == names["keras"], f"{names}; {told}"
    for name in names["keras"]:
        if not name.startswith("backup"):
            stored = [weights_in(at / name, program) for at in folders.values()]
            assert same(*stored), f"{name}; {told}"


def weights_in(path: Path, program: Program) -> list[Any]:
    if path.name.endswith(".weights.h5"):
        model = program.model()
        model.load_weights(path)
        return list(model.get_weights())
    return list(keras.models.load_model(path, compile=False).get_weights())


def same(one: list[Any], other: list[Any]) -> bool:
    return len(one) == len(other) and all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other))


def equal(theirs: Any, ours: Any, what: str) -> None:
    """Of nested lists and dictionaries; NaN equals NaN."""
    assert _equal(theirs, ours), f"Keras: {theirs}; ours: {ours}; {what}"


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return isinstance(b, (list, tuple)) and len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, float) and isinstance(b, float) and math.isnan(a):
        return math.isnan(b)
    return bool(a == b)
