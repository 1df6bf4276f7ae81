"""Distributed training: rank 0 talks to the service, and the other ranks do what it does, at the same step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch.distributed as dist

from epochal.errors import EpochalError
from epochal.wire import text

Effect = tuple[str, tuple[Any, ...]]
_DONE: Effect = ("done", ())


class Followers:
    """A place where all ranks meet: `leading` on rank 0, `follow` on the others. With one process it does nothing.

    apply: gives an effect its effect on this rank: a name and its arguments, which can be pickled.
    """

    def __init__(self, apply: Callable[[Effect], Any]) -> None:
        self._apply = apply
        self._meeting = False

    @property
    def rank(self) -> int:
        return dist.get_rank() if self._several() else 0

    @property
    def leads(self) -> bool:
        return self.rank == 0

    @contextmanager
    def leading(self) -> Iterator[None]:
        """What happens inside reaches the others; they go on when it ends. An error here is an error there."""
        if self._meeting or not self._several():
            yield
            return
        self._meeting = True
        try:
            yield
        except BaseException as e:
            self._tell(("error", (text(f"{type(e).__name__}: {e}"),)))
            raise
        else:
            self._tell(_DONE)
        finally:
            self._meeting = False

    def do(self, name: str, *arguments: Any) -> Any:
        """On rank 0: the same effect here and everywhere, first there, since some effects need all ranks at once."""
        if self._meeting:
            self._tell((name, arguments))
        return self._apply((name, arguments))

    def follow(self) -> None:
        """On the other ranks: does what rank 0 says until it goes on."""
        while True:
            told: list[Any] = [None]
            dist.broadcast_object_list(told, src=0)
            name, arguments = told[0]
            if name == "done":
                return
            if name == "error":
                raise EpochalError(f"rank 0 has ended: {arguments[0]}")
            self._apply((name, arguments))

    @staticmethod
    def _several() -> bool:
        return bool(dist.is_available() and dist.is_initialized() and dist.get_world_size() > 1)

    @staticmethod
    def _tell(effect: Effect) -> None:
        dist.broadcast_object_list([effect], src=0)
