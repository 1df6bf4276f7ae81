"""The thread that talks to the service while the program trains."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger("epochal")

INTERVAL = 1.0


class Background:
    """Calls `tick` about once a second, and at once after `wake`, until `stop`. It never ends the process or holds it up."""

    def __init__(self, tick: Callable[[], None], interval: float = INTERVAL) -> None:
        self._tick = tick
        self._interval = interval
        self._due = threading.Event()
        self._over = False
        self._thread = threading.Thread(target=self._loop, name="epochal", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._due.set()

    def stop(self) -> None:
        """No tick begins after this; one under way may end later."""
        self._over = True
        self._due.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout=self._interval)

    def _loop(self) -> None:
        while not self._over:
            self._due.wait(self._interval)
            self._due.clear()
            if self._over:
                return
            try:
                self._tick()
            except Exception as e:  # What is wrong is said to the training thread by the next call of its own.
                log.warning("the background call failed: %s", e)
