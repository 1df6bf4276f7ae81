"""What an attempt says and hears: its numbered events in, verdicts and users' commands out."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import Any

from epochal.errors import EpochalError, Unreachable
from epochal.line import Line
from epochal.ring import Ring
from epochal.wire import Json, dumps

MOST_EVENTS = 500
MOST_BATCHES = 500
MOST_BYTES = 256 * 1024
"""Of the events of a call that asks nothing; the service takes 640 KiB."""


@dataclass(frozen=True)
class _Call:
    """A call that has no answer yet. It is sent again as it is, whatever was said since."""

    body: bytes
    barrier: bool
    events: int
    wait: float = 0.0


class Conversation:
    """Numbers the events of one attempt, and sends them in order, one call at a time. For several threads.

    inbox: users' commands that came back and are not answered yet, oldest first.
    fault: what ended the conversation; from then on every call raises it.
    """

    def __init__(self, line: Line, run: str, attempt: int, ring: Ring) -> None:
        self.lock = threading.RLock()
        self.inbox: deque[Json] = deque()
        self.fault: EpochalError | None = None
        self.heard = time.monotonic()
        self._line = line
        self._path = f"/runs/{run}/attempts/{attempt}/events"
        self._ring = ring
        self._sequence = 1
        self._outbox: deque[bytes] = deque()
        self._outbox_bytes = 0
        self._unanswered: _Call | None = None
        self._known: set[str] = set()

    @property
    def unsaid(self) -> int:
        """How many events the service has not taken yet."""
        return len(self._outbox)

    @property
    def sequence(self) -> int:
        """The number of the next event."""
        return self._sequence

    @property
    def waits_for_verdict(self) -> bool:
        """Whether a question was sent and has no answer yet."""
        return self._unanswered is not None and self._unanswered.barrier

    def say(self, type_: str, **fields: Any) -> None:
        """Numbers an event; it goes along with the next call."""
        with self.lock:
            event = dumps({"type": type_, "sequence": self._sequence, **fields})
            self._outbox.append(event)
            self._outbox_bytes += len(event)
            self._sequence += 1

    def ask(self, type_: str, fields: Json, patience: float) -> Json:
        """Says an event and returns the verdict on it.

        Raises `Unreachable` after so many seconds. If `waits_for_verdict` is true then, the event is said, and `settle` goes on.
        """
        with self.lock:
            if self.waits_for_verdict:
                raise EpochalError("the question before this one has no verdict yet: settle comes first")
            while self._unanswered is not None or len(self._outbox) >= MOST_EVENTS or self._outbox_bytes > MOST_BYTES:
                self.flush(patience)
            self.say(type_, **fields)
            self._compose(barrier=True, wait=0.0)
            return self._verdict(patience)

    def settle(self, patience: float) -> Json:
        """The verdict on the question that was sent before."""
        with self.lock:
            return self._verdict(patience)

    def flush(self, patience: float, wait: float = 0.0) -> None:
        """Sends what was said and the batches, and gets users' commands.

        wait: seconds to wait for a command if there is none. A question without its verdict is left alone: `settle` is for that.
        """
        with self.lock:
            if self.waits_for_verdict:
                return
            if self._unanswered is None:
                self._compose(barrier=False, wait=wait)
            self._send(patience)

    def flush_if_free(self) -> None:
        """One try, and none while another thread's call is under way: for the background."""
        if not self.lock.acquire(blocking=False):
            return
        try:
            self.flush(patience=0.0)
            while len(self._ring) >= MOST_BATCHES and self._unanswered is None:
                self.flush(patience=0.0)
        except Unreachable:
            pass
        finally:
            self.lock.release()

    def seen(self, command_id: str) -> bool:
        """Whether a command came before; remembers it."""
        if command_id in self._known:
            return True
        self._known.add(command_id)
        return False

    def _compose(self, barrier: bool, wait: float) -> None:
        events: list[bytes] = []
        size = 0
        for event in islice(self._outbox, MOST_EVENTS):
            size += len(event)
            if events and size > MOST_BYTES and not barrier:
                break
            events.append(event)
        rest = dumps({"batches": self._ring.take(MOST_BATCHES), "wait": wait})
        body = b'{"events":[' + b",".join(events) + b"]," + rest[1:]
        self._unanswered = _Call(body, barrier, len(events), wait)

    def _verdict(self, patience: float) -> Json:
        answer = self._send(patience)
        verdict = answer.get("verdict")
        if not isinstance(verdict, dict):
            raise EpochalError("the service answered a question without a verdict")
        return verdict

    def _send(self, patience: float) -> Json:
        if self.fault is not None:
            raise self.fault
        call = self._unanswered
        if call is None:
            raise EpochalError("there is nothing to send")
        try:
            answer = self._line.post(self._path, call.body, patience, call.wait)
        except Unreachable:
            raise
        except EpochalError as e:
            self.fault = e
            raise
        self._unanswered = None
        for _ in range(call.events):
            self._outbox_bytes -= len(self._outbox.popleft())
        if call.events:
            self.heard = time.monotonic()
        self.inbox.extend(request for request in answer.get("commands", ()) if not self.seen(request["command_id"]))
        return answer
