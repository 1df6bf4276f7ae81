"""By which token the callback service lets this program in."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from epochal.service import local_stack

_FORM = re.compile(r"[\x21-\x7e]{1,4096}")


def find_token(url: str, said: str | None = None) -> str | None:
    """The token of the service at this address, or None.

    In this order: the argument; EPOCHAL_TOKEN; the file that EPOCHAL_TOKEN_FILE names; `token` in the home folder of a stack that
    `./epochal up` runs on this machine, if this is its address; the user's credentials of exactly this address.
    """
    token = said or os.environ.get("EPOCHAL_TOKEN") or _named_file() or _of_local_stack(url) or _credentials().get(url)
    if token is None:
        return None
    token = token.strip()
    if not _FORM.fullmatch(token):
        raise ValueError("the token must be one line of printable characters without blanks")
    return token


def _named_file() -> str | None:
    name = os.environ.get("EPOCHAL_TOKEN_FILE")
    return Path(name).read_text(encoding="utf-8") if name else None


def _of_local_stack(url: str) -> str | None:
    found = local_stack()
    if found is None or found[1].rstrip("/") != url:
        return None
    try:
        return (found[0] / "token").read_text(encoding="utf-8")
    except OSError:
        return None


def _credentials() -> dict[str, str]:
    config = os.environ.get("XDG_CONFIG_HOME")
    folder = Path(config) if config else Path.home() / ".config"
    try:
        entries = json.loads((folder / "epochal" / "credentials.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(entries, dict):
        return {}
    return {url: token for url, token in entries.items() if isinstance(token, str)}
