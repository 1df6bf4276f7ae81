"""Files of Keras checkpoints: where they are, and the run's state inside them."""

from __future__ import annotations

import json
import os
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

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


class Names:
    """Files for the names of checkpoints.

    The service normalizes names: `/tmp//ckpt/best.keras` becomes `tmp/ckpt/best.keras`. So where a callback was written with an
    absolute path, names of its form are absolute again; all others are below the directory.
    """

    def __init__(self, callbacks: Iterable[Mapping[str, Any]], directory: str | os.PathLike[str] | None) -> None:
        self._directory = Path(directory) if directory is not None else Path.cwd()
        written = (str(c.get(key)) for c in callbacks for key in ("filepath", "backup_dir") if c.get(key) is not None)
        self._absolute = [_form(path) for path in written if path.startswith("/")]

    def path(self, name: str) -> Path:
        """The file or folder of a name, absolute."""
        if any(form.fullmatch(name) for form in self._absolute):
            return Path("/") / name
        return Path(os.path.abspath(self._directory / name))

    def file(self, name: str, weights_only: bool) -> Path:
        """As `path`, with the ending that Keras demands."""
        path = self.path(name)
        endings = (".weights.h5",) if weights_only else (".keras", ".h5")
        return path if path.name.endswith(endings) else path.with_name(path.name + endings[0])


def _form(path: str) -> re.Pattern[str]:
    plain = posixpath.normpath(path).lstrip("/")
    parts = re.split(r"(\{[^}]*\})", plain)
    return re.compile("".join(".+?" if part.startswith("{") else re.escape(part) for part in parts), re.DOTALL)
