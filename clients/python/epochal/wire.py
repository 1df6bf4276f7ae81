"""Numbers and texts as the service reads and writes them."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

LONGEST_TEXT = 1000


def float32(value: float) -> float:
    """The nearest 32-bit float; learning rates are 32-bit floats in Keras' optimizers. Too large a value becomes infinite."""
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def written(value: float) -> float | str:
    """A number as JSON has it; the three that JSON lacks are texts."""
    number = float(value)
    if math.isfinite(number):
        return number
    if math.isnan(number):
        return "NaN"
    return "Infinity" if number > 0 else "-Infinity"


def read(value: float | str) -> float:
    """The number of a text or a JSON number: the inverse of `written`."""
    return float(value)


def metrics(values: Mapping[str, Any] | None) -> dict[str, float | str]:
    """Metrics for the wire. What is not one number, such as an array with one value a class, is left out, as is None."""
    out: dict[str, float | str] = {}
    for name, value in (values or {}).items():
        try:
            out[str(name)] = written(value)
        except (TypeError, ValueError):
            continue
    return out


def text(value: object) -> str:
    """A text for the log: printable, on one line, of at most 1000 characters."""
    line = " ".join(str(value).split())
    return "".join(c if c.isprintable() else "?" for c in line)[:LONGEST_TEXT]


def dumps(value: Json) -> bytes:
    """JSON in UTF-8. A number that JSON lacks is an error here: `written` comes first."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
