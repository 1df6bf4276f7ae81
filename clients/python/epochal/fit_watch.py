"""Whether `fit`, or another function that calls callbacks, is still at work: an exception in it calls none of them."""

from __future__ import annotations

import atexit
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from epochal.background import Background


class FitWatch:
    """Calls `left` once when the function was left and `stop` was not called: as the process ends, or within seconds from a thread.

    function: its name, such as `fit`; of: whether its `self` is the right one. It is looked for above the caller. In a program that
        calls callbacks itself there is none, and only the process' end is seen.
    left: gets the exception if it is known, and whether the process ends.
    """

    def __init__(
        self, function: str, of: Callable[[Any], bool], left: Callable[[BaseException | None, bool], None]
    ) -> None:
        self._left = left
        self._thread = threading.get_ident()
        self._frame = _frame_above(function, of)
        self._gone = 0
        self._error_before = last_error()
        self._background = Background(self._look)
        atexit.register(self._at_exit)
        if self._frame is not None:
            self._background.start()

    def stop(self) -> None:
        """The end was seen in another way."""
        atexit.unregister(self._at_exit)
        self._frame = None
        self._background.stop()

    def _look(self) -> None:
        frame = sys._current_frames().get(self._thread)
        while frame is not None and frame is not self._frame:
            frame = frame.f_back
        self._gone = 0 if frame is not None else self._gone + 1
        if self._gone == 2 and self._frame is not None:
            self._over(at_exit=False)

    def _at_exit(self) -> None:
        self._over(at_exit=True)

    def _over(self, at_exit: bool) -> None:
        error = last_error()
        self.stop()
        self._left(error if error is not self._error_before else None, at_exit)


def last_error() -> BaseException | None:
    """What the interpreter, or a notebook, has printed last."""
    error = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
    return error if isinstance(error, BaseException) else None


def arguments_of(function: str, of: Any) -> dict[str, Any]:
    """What that method of an object was called with, if it is at work above the caller, and its other variables."""
    frame = _frame_above(function, lambda caller: caller is of)
    return {} if frame is None else dict(frame.f_locals)


def _frame_above(function: str, of: Callable[[Any], bool]) -> FrameType | None:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == function and of(frame.f_locals.get("self")):
            return frame
        frame = frame.f_back
    return None
