"""A run that this program trains."""

from __future__ import annotations

import atexit
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from epochal.attempt import Attempt
from epochal.commands import Ending, Saved
from epochal.errors import EpochalError, RunFailed, Superseded, Unreachable
from epochal.fit_watch import last_error
from epochal.line import Line, log
from epochal.question import Position
from epochal.settings import GIVE_UP_AFTER, Settings
from epochal.verdict import UNDECIDED, Verdict
from epochal.wire import Json, float32, metrics, text

_MOST_RECORDED = 50_000


class Run:
    """One attempt at a run, from `attach` to its end. Its calls are for the training thread, one at a time."""

    def __init__(self, line: Line, attempt: Attempt, settings: Settings) -> None:
        self._line = line
        self._attempt = attempt
        self._settings = settings
        self._orders = attempt.orders
        self._begun = self._batch_begun = time.monotonic()
        self._ended = False

    def begin(self) -> None:
        """Attaches, and applies the first verdict; `attach` does so."""
        atexit.register(self._at_exit)
        try:
            self._attempt.attached(self._settings.patience)
            self._attempt.obey(None)
        except Unreachable:
            if self._settings.on_unreachable != "continue":
                self._close()
                raise
            log.warning("training begins without decisions: the service is unreachable")
        except BaseException:
            self._close()
            raise

    def batch(
        self,
        loss: Any = None,
        values: Mapping[str, Any] | None = None,
        *,
        steps: int = 1,
        learning_rate: float | None = None,
    ) -> bool:
        """One batch was trained (or `steps` of them, where a call trains several). Returns whether to go on.

        loss: this batch's. values: means over the round so far. Both are read later, so they must not change.
        learning_rate: the rate it was trained with, if not `learning_rate`.
        Does not wait for the service, unless a callback asked to decide here, or somebody has paused the run.
        """
        attempt, orders = self._attempt, self._orders
        position = attempt.position
        position.batch += steps
        position.step += steps
        if self._settings.batches:
            rate = orders.learning_rate if learning_rate is None else learning_rate
            attempt.ring.put(position.epoch, position.batch, position.step, loss, values, rate)
        if orders.record_every and position.step % orders.record_every < steps:
            self._record(loss, values)
        talk = attempt.talk
        if talk is not None and (talk.inbox or talk.fault is not None):
            attempt.obey(values)
        ask = attempt.next_ask
        if ask.at_step is not None or ask.at_non_finite_loss:
            running = loss if values is None else values.get("loss", loss)
            if orders.ending is None and ask.wants(position.step, running):
                self.ask(values if values is not None else {"loss": loss})
        return orders.ending is None

    def round(
        self,
        values: Mapping[str, Any],
        *,
        learning_rate: float | None = None,
        last: bool | None = None,
        seconds: float | None = None,
    ) -> Verdict:
        """A round (an epoch, or an evaluation) ended: asks the callbacks, obeys, and returns the verdict.

        values: the round's metrics, those of the validation with `val_` before the name.
        learning_rate: the optimizer's, if the program has changed it itself.
        last: whether training ends here whatever is decided; by default known from `epochs` and from a stop.
        seconds: how long it took; by default since the round before.
        Raises `RunFailed` where a callback fails the run, `Superseded`, and `Unreachable` as `on_unreachable` says.
        """
        attempt = self._attempt
        attempt.obey(values)
        if learning_rate is not None:
            self.learning_rate = learning_rate
        position, epochs = attempt.position, attempt.params.get("epochs")
        own = {
            "seconds": time.monotonic() - self._begun if seconds is None else seconds,
            "last": (self.stopped or position.epoch + 1 == epochs) if last is None else last,
        }
        attempt.metrics = dict(values)
        question = attempt.question("EpochEnded", attempt.metrics, own)
        position.epoch, position.batch = position.epoch + 1, -1
        verdict = attempt.decide(question)
        self._begun = time.monotonic()
        return verdict

    def ask(self, values: Mapping[str, Any] | None) -> Verdict:
        """Asks the callbacks between two batches. `batch` does so by itself where a verdict wanted it."""
        attempt = self._attempt
        if attempt.deferred:
            return UNDECIDED
        return attempt.decide(attempt.question("BatchReached", dict(values or {}), {}))

    @property
    def id(self) -> str | None:
        """The run's name in the service; None while it was not reachable yet."""
        return self._attempt.id

    @property
    def attempt(self) -> int:
        """Whose turn this is, from 1; 0 while the service was not reachable yet."""
        return self._attempt.number

    @property
    def position(self) -> Position:
        """Where training is; a framework that counts for itself may set it."""
        return self._attempt.position

    @property
    def verdict(self) -> Verdict:
        """The last one."""
        return self._attempt.verdict

    @property
    def stopped(self) -> bool:
        """Whether no further batch is to be trained."""
        return self._orders.ending is not None

    @property
    def ending(self) -> Ending | None:
        """How training ends, if a command has said so."""
        return self._orders.ending

    @property
    def learning_rate(self) -> float:
        """The rate of the next step, as far as commands and the program's own reports say: a 32-bit float."""
        return self._orders.learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self._orders.learning_rate = self._attempt.coming_rate = float32(rate)

    def stop(self, status: str, reason: str) -> None:
        """Training ends here because the program itself wants it."""
        self._orders.end(status, reason)

    def state(self) -> Json:
        """What a checkpoint must hold beside weights and optimizer, so that `attach(resume=…)` goes on from it: JSON."""
        attempt = self._attempt
        return {
            "run": attempt.id,
            "attempt": attempt.number,
            "sequence": attempt.talk.sequence if attempt.talk is not None else 0,
            "epoch": attempt.position.epoch,
            "batch": attempt.position.batch + 1,
            "step": attempt.position.step,
            "learning_rate": attempt.coming_rate,
            "callbacks": attempt.callbacks,
        }

    def saved(self, names: list[str], checkpoint: Saved) -> None:
        """A checkpoint is stored that no command asked for."""
        self._attempt.say_saved(names, checkpoint, max(0, self.position.last_trained()[0]))

    def say(self, type_: str, **fields: Any) -> None:
        """An event that needs no verdict, such as WeightsSummarized."""
        if self._attempt.talk is not None:
            self._attempt.talk.say(type_, **fields)

    def end(
        self,
        status: str | None = None,
        reason: str = "",
        patience: float | None = None,
        checkpoint: str | None = None,
    ) -> Verdict | None:
        """Training is over, whatever ended it; asks what to do now, such as to restore weights. Only the first call counts.

        status: completed, stopped_early, failed or cancelled; by default what commands so far come to.
        patience: seconds after which to give up where the service is unreachable; by default as `on_unreachable` says.
        checkpoint: the URI of the final model, if there is one.
        """
        if self._ended:
            return None
        self._ended = True
        known = self._orders.ending or Ending("completed", "all rounds were trained")
        ending = Ending(status or known.status, reason or known.reason)
        try:
            return self._attempt.end(ending, patience, checkpoint)
        except Superseded:
            return None
        finally:
            self._close()

    def end_because_of(self, error: BaseException) -> None:
        """Ends the run as an exception says, and hides no exception."""
        status = "cancelled" if isinstance(error, (KeyboardInterrupt, SystemExit)) else "failed"
        reason = text(error) if isinstance(error, RunFailed) else text(f"{type(error).__name__}: {error}")
        try:
            self.end(status, reason, patience=GIVE_UP_AFTER)
        except EpochalError as e:
            log.warning("the end of run %s was not said: %s", self.id, e)

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.end()
        else:
            self.end_because_of(error)

    def _at_exit(self) -> None:
        """The process ends, and nobody has said the run's end."""
        error, epochs = last_error(), self._attempt.params.get("epochs")
        if error is not None:
            self.end_because_of(error)
        elif self.stopped or self.position.epoch == epochs:
            self.end(patience=GIVE_UP_AFTER)
        else:
            self.end("cancelled", "the program ended before its run did", GIVE_UP_AFTER)

    def _close(self) -> None:
        atexit.unregister(self._at_exit)
        self._ended = True
        self._attempt.background.stop()
        self._line.close()

    def _record(self, loss: Any, values: Mapping[str, Any] | None) -> None:
        now = time.monotonic()
        talk, where = self._attempt.talk, self.position
        if talk is not None and talk.unsaid < _MOST_RECORDED:
            talk.say(
                "BatchRecorded",
                epoch=where.epoch,
                batch=where.batch,
                step=where.step,
                metrics=metrics(values if values is not None else {"loss": loss}),
                seconds=(now - self._batch_begun) / self._orders.record_every,
            )
        self._batch_begun = now
