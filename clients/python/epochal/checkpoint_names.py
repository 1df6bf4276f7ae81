"""Where a checkpoint of a name is stored."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


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
