"""What can go wrong between a training program and the callback service."""

from __future__ import annotations


class EpochalError(Exception):
    """Any error of this package."""


class Rejected(EpochalError, ValueError):
    """The service refuses what was said; the text names the field and what would be right. Saying it again does not help."""


class Unreachable(EpochalError, ConnectionError):
    """The service did not answer in time. Raised where `on_unreachable` is "fail"."""


class Superseded(EpochalError):
    """A newer attempt has the run. This program must stop training; it says nothing more."""


class RunOver(EpochalError):
    """The run has ended, or is not one that a program can attach to."""


class RunFailed(EpochalError, RuntimeError):
    """A callback has failed the run, where Keras raises an error: `TerminateOnNaN(raise_error=True)`, for example."""


class Refused(EpochalError):
    """Raised by a handler that does not obey a command; the text goes into the log as `rejected: ` and the text."""
