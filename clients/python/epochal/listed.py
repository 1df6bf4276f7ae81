"""A callbacks list as a program writes it, made JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from epochal.wire import Json, written

_EXAMPLE = '{"type": "EarlyStopping", "patience": 5}'


def listed(callbacks: Sequence[Mapping[str, Any]]) -> list[Json]:
    """The list with plain values: paths and NumPy's scalars are taken, infinities are written as the service reads them.

    Raises TypeError for what is no list of dictionaries or has a value that JSON lacks, with its place and what would be right.
    """
    if isinstance(callbacks, (str, bytes, Mapping)) or not isinstance(callbacks, Sequence):
        raise TypeError(f"callbacks must be a list of dictionaries, such as [{_EXAMPLE}], not {_named(callbacks)}")
    return [_one(callback, f"callbacks[{i}]") for i, callback in enumerate(callbacks)]


def _one(callback: Any, place: str) -> Json:
    if isinstance(callback, Mapping):
        return {_key(key, place): _plain(value, f"{place}.{key}") for key, value in callback.items()}
    kind = callback if isinstance(callback, type) else type(callback)
    if hasattr(kind, "on_train_begin") or hasattr(kind, "on_fit_start"):
        raise TypeError(
            f"{place} is {kind.__module__.split('.')[0]}'s own {kind.__name__}, which decides in this process. For the service it is "
            f'a dictionary, {{"type": "{kind.__name__}", …}}; an object belongs beside this callback, in the framework\'s list'
        )
    raise TypeError(f"{place} must be a dictionary, such as {_EXAMPLE}, not {_named(callback)}")


def _key(key: Any, place: str) -> str:
    if isinstance(key, (str, int)) and not isinstance(key, bool):
        return str(key)
    raise TypeError(f"{place} has the key {key!r}, which is neither a name nor a whole number")


def _plain(value: Any, place: str) -> Any:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return written(value)
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if isinstance(value, Mapping):
        return {_key(key, place): _plain(one, f"{place}.{key}") for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one, f"{place}[{i}]") for i, one in enumerate(value)]
    if getattr(value, "ndim", None) == 0 and hasattr(value, "item"):  # NumPy's, a tensor's.
        return _plain(value.item(), place)
    raise TypeError(f"{place} is {_named(value)}, which the service cannot be given; {_instead(value)}")


def _instead(value: Any) -> str:
    if callable(value):
        return "a schedule is data there, such as {0: 0.01, 10: 0.001}: docs/keras.md has the others"
    return "numbers, texts, lists and dictionaries of them can be"


def _named(value: Any) -> str:
    kind = type(value)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"a {name}"
