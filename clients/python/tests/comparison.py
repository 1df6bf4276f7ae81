"""Trains a random program twice: with Keras' own callbacks, and decided by the service. Whatever differs is an error."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
from random_callbacks import own
from random_programs import Beside, Program, Rates

import epochal.keras

STATE = {
    "EarlyStopping": ("wait", "best", "best_epoch"),
    "ReduceLROnPlateau": ("wait", "best", "cooldown_counter"),
    "ModelCheckpoint": ("best",),
}


@dataclass
class Trained:
    """What a program has come to: after each of its fits, and in the end."""

    error: BaseException | None = None
    histories: list[Any] = field(default_factory=list)
    weights: list[list[Any]] = field(default_factory=list)
    restored: list[list[int]] = field(default_factory=list)
    seen: list[Any] = field(default_factory=list)
    rates: list[Any] = field(default_factory=list)
    state: list[Any] = field(default_factory=list)


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


def compare(seed: int, folder: Path) -> str:
    """Returns in words what was compared; raises AssertionError where anything differs."""
    program = Program(seed)
    told = f"seed {seed}: {program}"
    folders = {"keras": folder / "keras", "ours": folder / "ours"}
    for each in folders.values():
        each.mkdir()
    try:
        listed = [own(one, folders["keras"]) for one in program.callbacks]
    except ValueError as e:
        raise AssertionError(f"the generator drew what Keras refuses: {e}, {told}") from e
    theirs = trained(program, listed)
    one = epochal.keras.Callback(
        program.callbacks, os.environ["EPOCHAL_URL"], directory=folders["ours"], name=f"against-keras", validates=program.validates
    )
    ours = trained(program, [one])
    if theirs.error is not None or ours.error is not None:
        assert theirs.error is not None and ours.error is not None, f"{theirs.error!r}, ours {ours.error!r}, {told}"
    refused = isinstance(ours.error, epochal.Rejected)
    if refused:
        return f"both fail: {type(theirs.error).__name__}: {theirs.error}; {ours.error}"[:300]
    for name in ("histories", "seen", "rates", "restored"):
        equal(getattr(theirs, name), getattr(ours, name), f"{name}; {told}")
    for number, (own_weights, our_weights) in enumerate(zip(theirs.weights, ours.weights)):
        assert same(own_weights, our_weights), f"the weights after fit {number}; {told}"
    saved_files(folders, program, told)
    assert one.run is not None, f"{theirs.error!r}, {ours.error!r}"
    state(listed, one.run.verdict.callbacks, told)
    rows(program, listed, one, folders["keras"], told)
    return "equal" if theirs.error is None else f"equal, both fail: {type(theirs.error).__name__} {type(ours.error).__name__}: {ours.error}"[:300]


def state(listed: list[Any], decided: Any, told: str) -> None:
    """What the callbacks have counted."""
    for theirs, ours in zip(listed, decided):
        for name in STATE.get(type(theirs).__name__, ()):
            kept = ours["state"].get(name)
            kept = float(kept) if isinstance(kept, str) else kept
            if name == "best_epoch":
                kept = kept or 0
            equal(getattr(theirs, name, 0), kept, f"{name} of {ours}; {told}")


def saved_files(folders: dict[str, Path], program: Program, told: str) -> None:
    names = {key: sorted(str(p.relative_to(at)) for p in at.rglob("*") if p.is_file() and p.suffix not in (".csv", ".bkp", ".npz")) for key, at in folders.items()}
    assert names["keras"] == names["ours"], f"{names}; {told}"
    for name in names["keras"]:
        if name.endswith((".keras", ".h5")) and not name.startswith("backup"):
            stored = [weights_in(at / name, program) for at in folders.values()]
            assert same(*stored), f"{name}; {told}"


def weights_in(path: Path, program: Program) -> list[Any]:
    if path.name.endswith(".weights.h5"):
        model = program.model()
        model.load_weights(path)
        return list(model.get_weights())
    return list(keras.models.load_model(path, compile=False).get_weights())


def rows(program: Program, listed: list[Any], one: Any, folder: Path, told: str) -> None:
    """The CSV files; where EPOCHAL_RECORDED says where the service's are."""
    recorded = os.environ.get("EPOCHAL_RECORDED")
    for callback in program.callbacks:
        if callback["type"] != "CSVLogger" or not recorded:
            continue
        import time
        theirs = (folder / callback["filename"]).read_text() if (folder / callback["filename"]).exists() else ""
        for _ in range(60):
            files = list(Path(recorded).rglob(f"{one.run.id}/**/{callback['filename']}"))
            text = files[0].read_text() if files else ""
            if text.splitlines() == theirs.splitlines():
                break
            time.sleep(0.1)
        assert text.splitlines() == theirs.splitlines(), f"CSV {theirs!r} ours {text!r}; {told}"


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
    if isinstance(a, (float, np.floating)) and isinstance(b, (float, int, np.floating)) and math.isnan(a):
        return math.isnan(b)
    return bool(a == b)
