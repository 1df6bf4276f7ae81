"""A callback service by the contract of attached trainers, scripted by a test: what it decides, and how its line fails."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
Decide = Callable[[Json], Json]


def verdict(event: Json, *commands: Json, **fields: Any) -> Json:
    """A verdict that leaves the callbacks as they are."""
    answer: Json = {
        "run": "r",
        "attempt": 1,
        "answers": event["sequence"],
        "time": "2026-01-02T03:04:05.678Z",
        "commands": list(commands),
        "callbacks": event.get("callbacks", []),
        "reasons": [],
        "recordings": [],
        "retain": [],
        "ask": {"at_step": None, "at_non_finite_loss": False},
    }
    return {**answer, **fields}


class FakeService:
    """Numbers are checked as the service checks them: no gaps, and a repeat is answered as it was.

    decide: the verdict on a barrier, by default to go on.
    events: what was said, each sequence once. calls: the body of every call.
    cut: how many calls from now on are taken and then not answered. refuse: (status, problem) of coming calls.
    """

    def __init__(self) -> None:
        self.decide: Decide = verdict
        self.events: list[Json] = []
        self.batches: list[Json] = []
        self.attaches: list[Json] = []
        self.calls: list[bytes] = []
        self.commands: deque[Json] = deque()
        self.cut = 0
        self.refuse: deque[tuple[int, str]] = deque()
        self.said = threading.Condition()
        self._verdicts: dict[int, Json] = {}
        self._cursor = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def port(self) -> int:
        return int(self._server.server_port)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def of(self, *types: str) -> list[Json]:
        return [event for event in self.events if event["type"] in types]

    def command(self, type_: str, by: str = "ann", **fields: Any) -> str:
        """A user asks for something; returns the command's id."""
        self._cursor += 1
        id_ = f"c-{self._cursor}"
        self.commands.append({"command_id": id_, "requested_by": by, "command": {"type": type_, **fields}})
        return id_

    def until(self, holds: Callable[[], bool], seconds: float = 10.0) -> None:
        """Waits until something was said."""
        with self.said:
            assert self.said.wait_for(holds, seconds), "it was not said in time"

    def _attach(self, body: Json) -> Json:
        self.attaches.append(body)
        attempt = body.get("resume", {}).get("attempt", 0) + 1
        first = {"type": "Attached", "sequence": 0, "callbacks": body["callbacks"], "params": body["params"]}
        if not self._verdicts:
            self._verdicts[0] = self.decide(first)
        params = {**body["params"], "asks_at_end": True}
        return {
            "run": body.get("run", "r"), "attempt": attempt, "sequence": 0, "verdict": self._verdicts[0],
            "commands": [], "params": params,
        }  # fmt: skip

    def _answer(self, body: Json) -> tuple[int, Json]:
        assert body.keys() <= {"events", "batches", "wait"}, body.keys()
        self.batches += body["batches"]
        for event in body["events"]:
            if event["sequence"] <= len(self.events):
                continue
            if event["sequence"] != len(self.events) + 1:
                return 409, problem("gap", f"the next event is {len(self.events) + 1}")
            self.events.append(event)
        answer: Json = {"commands": []}
        last = body["events"][-1] if body["events"] else {"type": ""}
        if last["type"] in ("EpochEnded", "BatchReached", "TrainingEnded"):
            if last["sequence"] not in self._verdicts:
                self._verdicts[last["sequence"]] = self.decide(last)
            answer["verdict"] = self._verdicts[last["sequence"]]
        elif body["wait"] and not self.commands:
            with self.said:
                self.said.wait_for(lambda: bool(self.commands), 0.2)
        while self.commands:
            answer["commands"].append(self.commands.popleft())
        return 200, answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                service.calls.append(raw)
                if service.refuse:
                    status, kind = service.refuse.popleft()
                    return self._send(status, problem(kind, f"{kind} says the test"))
                body = json.loads(raw, parse_constant=reject_constant)
                status, answer = (201, service._attach(body)) if self.path == "/runs" else service._answer(body)
                with service.said:
                    service.said.notify_all()
                if service.cut:
                    service.cut -= 1
                    self.close_connection = True
                    self.connection.close()
                    return None
                return self._send(status, answer)

            def _send(self, status: int, answer: Json) -> None:
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """A test's output is its own."""

            def finish(self) -> None:
                try:
                    super().finish()
                except (ValueError, OSError):
                    return

        return Handler


def problem(kind: str, detail: str) -> Json:
    return {"type": f"urn:epochal:problem:{kind}", "title": kind, "detail": detail}


def reject_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")
