"""What Keras' recorders have written, and what the service has recorded, which comes behind the run."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

RECORDED_WITHIN = 20.0
HAS_REQUESTS = find_spec("requests") is not None
HAS_TENSORFLOW = find_spec("tensorflow") is not None
"""Keras' TensorBoard needs it, on each backend."""

MEASURED = ("epoch_steps_per_second", "batch_steps_per_second")
"""Tags whose values are times."""


class Inbox:
    """Takes what RemoteMonitors post, each side below a path of its own."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, str | None, str | None, bytes]] = []
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                inbox.posts.append((self.path, self.headers["Content-Type"], self.headers["X-Own"], body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def root(self, side: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/{side}"

    def of(self, side: str, path: str) -> list[Any]:
        """In their order, what this side's callback has posted. The order of names in a body means nothing."""
        return [(*head, _body(body)) for to, *head, body in list(self.posts) if to == f"/{side}{path}"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _body(body: bytes) -> Any:
    """JSON, or a form with JSON; a NaN as a text, which equals itself."""
    field, text = parse_qsl(body.decode())[0] if not body.startswith(b"{") else ("", body.decode())
    return field, json.loads(text, parse_constant=str)


def behind(theirs: Any, ours: Callable[[], Any], told: str) -> None:
    """Waits until the service has recorded what Keras has."""
    until, found = time.monotonic() + RECORDED_WITHIN, ours()
    while found != theirs and time.monotonic() < until:
        time.sleep(0.05)
        found = ours()
    both = (theirs - found, found - theirs) if isinstance(theirs, Counter) else (theirs, found)
    assert found == theirs, f"Keras: {both[0]}; ours: {both[1]}; {told}"


def recorded(callbacks: list[Any], run: str | None, folder: Path, inbox: Inbox, told: str) -> None:
    """folder: where Keras has written. The service's files are compared where EPOCHAL_RECORDED says where they are."""
    for callback in callbacks:
        kind = callback["type"]
        if kind == "RemoteMonitor":
            path = callback["path"]
            behind(inbox.of("keras", path), lambda path=path: inbox.of("ours", path), f"{callback}; {told}")  # type: ignore[misc]
        elif kind in ("CSVLogger", "TensorBoard") and os.environ.get("EPOCHAL_RECORDED"):
            name = callback["filename" if kind == "CSVLogger" else "log_dir"]
            read = partial(rows if kind == "CSVLogger" else summaries, callback)
            behind(read([folder / name]), lambda read=read, name=name: read(of_run(run, name)), f"{callback}; {told}")  # type: ignore[misc]


def of_run(run: str | None, name: str) -> list[Path]:
    return list(Path(os.environ["EPOCHAL_RECORDED"]).rglob(f"{run}/**/{name}"))


def rows(callback: Any, files: list[Path]) -> list[str]:
    return [line for file in files if file.exists() for line in file.read_text().splitlines()]


def summaries(callback: Any, folders: list[Path]) -> Counter[Any]:
    """Of each writer the tags, with steps and values; how often. What is said of hparams is the service's own.

    With `update_freq` n Keras drops an epoch's values unless its last batch is a multiple of n, so batches only are compared.
    """
    found: Counter[Any] = Counter()
    compared = "batch_" if callback["update_freq"] not in ("epoch", "batch") else ""
    for folder in folders:
        for writer in ("train", "validation"):
            for file in sorted((folder / writer).glob("*tfevents*")):
                found.update((writer, *each) for each in _values(file) if each[0].startswith(compared))
    return found


def _values(file: Path) -> list[Any]:
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
    from tensorboard.util import tensor_util

    found: list[Any] = []
    for event in EventFileLoader(str(file)).Load():
        for value in event.summary.value:
            array = tensor_util.make_ndarray(value.tensor)
            shown = None if value.tag in MEASURED else array.tolist()
            found.append((value.tag, event.step, value.metadata.plugin_data.plugin_name, str(array.dtype), repr(shown)))
    return found
