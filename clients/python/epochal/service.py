"""Where the callback service is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_URL = "http://127.0.0.1:8081"
HINT = "EPOCHAL_URL says it, or EPOCHAL_HOME for a stack that ./epochal up runs on this machine"

_LISTENING = re.compile(r"Listening on:? (https?://[^\s,]+?)\.?(?=[\s,]|$)")


def find_service(url: str | None = None) -> str:
    """The service's address, without a slash at its end.

    In this order: the argument; EPOCHAL_URL; a stack that `./epochal up` runs on this machine, whose data are in
    EPOCHAL_HOME or in a folder `.epochal` here or above; else http://127.0.0.1:8081.
    """
    chosen = url or os.environ.get("EPOCHAL_URL") or _local_stack() or DEFAULT_URL
    parts = urlsplit(chosen)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"the service's address must be like {DEFAULT_URL}, not {chosen!r}")
    return chosen.rstrip("/")


def find_again(url: str | None, last: str) -> str:
    """Where the service is after it did not answer at `last`: a local stack that was restarted has another port."""
    if url or os.environ.get("EPOCHAL_URL"):
        return last
    return (_local_stack() or last).rstrip("/")


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


def _local_stack() -> str | None:
    for home in _homes():
        found = _address(home)
        if found:
            return found
    return None


def _address(home: Path) -> str | None:
    """The first running callback service of a home folder: `stack.json` names the processes and their logs."""
    try:
        stack = json.loads((home / "stack.json").read_text(encoding="utf-8"))
        for process in stack["processes"]:
            if process["name"].startswith("callback-service") and _lives(int(process["pid"])):
                address = _listening(Path(process["log"]))
                if address:
                    return address
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _listening(log: Path) -> str | None:
    with log.open(encoding="utf-8", errors="replace") as lines:
        found = _LISTENING.search(lines.read(1 << 16))
    return found.group(1) if found else None
