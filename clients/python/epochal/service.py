"""Where the callback service is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_URL = "http://127.0.0.1:8081"
HINT = "EPOCHAL_URL says it, or EPOCHAL_HOME for a stack that ./epochal up runs on this machine"


def find_service(url: str | None = None) -> str:
    """The service's address, without a slash at its end.

    In this order: the argument; EPOCHAL_URL; a stack that `./epochal up` runs on this machine, whose data are in
    EPOCHAL_HOME or in a folder `.epochal` here or above; else http://127.0.0.1:8081.
    """
    chosen = url or os.environ.get("EPOCHAL_URL") or _local_url() or DEFAULT_URL
    parts = urlsplit(chosen)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"the service's address must be like {DEFAULT_URL}, not {chosen!r}")
    return chosen.rstrip("/")


def find_again(url: str | None, last: str) -> str:
    """Where the service is after it did not answer at `last`: a local stack that was restarted has another port."""
    if url or os.environ.get("EPOCHAL_URL"):
        return last
    return (_local_url() or last).rstrip("/")


def is_on_this_machine(url: str) -> bool:
    """Whether no proxy can be between."""
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def _homes() -> Iterator[Path]:
    home = os.environ.get("EPOCHAL_HOME")
    if home:
        yield Path(home)
        return
    here = Path.cwd()
    for folder in (here, *here.parents):
        yield folder / ".epochal"


def _local_url() -> str | None:
    found = local_stack()
    return found[1] if found else None


def local_stack() -> tuple[Path, str] | None:
    """The home folder and the address of a stack that runs here.

    The first home folder that has a `service.json`, which is there from when the service is ready until `./epochal down`.
    """
    for home in _homes():
        try:
            url = json.loads((home / "service.json").read_text(encoding="utf-8"))["url"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if isinstance(url, str):
            return home, url
    return None
