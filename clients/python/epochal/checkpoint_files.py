"""The run's state inside the files of Keras' checkpoints."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import h5py

from epochal.wire import Json

STATE = "epochal.json"


def write_state(path: Path, state: Json) -> None:
    """Puts the run's state into a `.keras` or `.h5` file; Keras does not look at it."""
    text = json.dumps(state)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(STATE, text)
        return
    with h5py.File(path, "a") as file:
        file.create_dataset(STATE, data=text)


def read_state(path: str | os.PathLike[str]) -> Json:
    """The state that `write_state` has put there. Raises ValueError where there is none."""
    file = Path(path)
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                state: Json = json.loads(archive.read(STATE))
        else:
            with h5py.File(file, "r") as stored:
                state = json.loads(stored[STATE].asstr()[()])
    except KeyError:
        raise ValueError(f"{file} has no state of a run in it: it was not saved under the callback service") from None
    return state
