"""One attempt at a run: asks, applies verdicts, and answers users' commands."""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Mapping
from typing import Any

from epochal.background import Background
from epochal.commands import DECIDERS_ONLY, Commands, Ending, Orders, Saved
from epochal.conversation import Conversation
from epochal.errors import EpochalError, Refused, RunFailed, RunOver, Unreachable
from epochal.line import FOR_EVER, Line, log
from epochal.question import Position, Question
from epochal.ring import Ring
from epochal.settings import GIVE_UP_AFTER, Settings
from epochal.verdict import UNDECIDED, Ask, Verdict
from epochal.wire import Json, dumps, float32, metrics, text, written

_PAUSE_CALL = 5.0
_AT_THE_MOMENT = ("SaveCheckpoint", "SummarizeWeights")


def _set_rate(value: float | str) -> Json:
    return {"type": "SetLearningRate", "value": value}


class Attempt:
    """Everything between the training loop and the conversation. For the training thread, but for `tick`.

    callbacks: as the last verdict left them; nothing here looks into them.
    coming_rate: the rate behind the verdict that is being applied; a checkpoint in the middle of it has the one before.
    deferred: questions without a verdict, oldest first; more than one only after the service was unreachable.
    """

    def __init__(self, line: Line, body: Json, commands: Commands, settings: Settings) -> None:
        resume = body.get("resume") or {}
        self.id: str | None = None
        self.number = 0
        self.position = Position(resume.get("epoch", 0), resume.get("batch", 0) - 1, resume.get("step", 0))
        self.params: Json = body["params"]
        self.callbacks: list[Json] = body["callbacks"]
        self.orders = Orders(float32(body["params"]["learning_rate"]))
        self.next_ask = Ask()
        self.verdict: Verdict = UNDECIDED
        self.metrics: dict[str, Any] = {}
        self.ring = Ring()
        self.talk: Conversation | None = None
        self.deferred: deque[Question] = deque()
        self.background = Background(self.tick)
        self._line = line
        self._body = body
        self._commands = commands
        self._settings = settings
        self.coming_rate = self.orders.learning_rate
        self._anew = False
        self._over = False
        self._obeying = False

    def attached(self, patience: float) -> Conversation:
        """Attaches once, and applies the first verdict. patience: seconds after which to give up."""
        if self.talk is not None:
            return self.talk
        answer = self._said_attach(patience)
        self.id, self.number = answer["run"], answer["attempt"]
        self.params = answer.get("params") or self.params
        self.talk = Conversation(self._line, answer["run"], answer["attempt"], self.ring)
        self.talk.inbox.extend(c for c in answer.get("commands", ()) if not self.talk.seen(c["command_id"]))
        self.background.start()
        epoch, batch = self.position.last_trained()
        attach = Question("Attached", epoch, batch, self.position.step, {}, self.orders.learning_rate)
        self._adopt(Verdict.of(answer["verdict"]), attach, late=False)
        if self._anew and self._commands.lacks(_set_rate(0.0)) is None:
            self._apply(_set_rate(written(attach.learning_rate)), 0)  # The first verdict was one on the first round.
            self.coming_rate = self.orders.learning_rate
        return self.talk

    def _said_attach(self, patience: float) -> Json:
        """A run that has ended takes nothing more, so what goes on from its checkpoint is another run, with its callbacks."""
        try:
            return self._line.post("/runs", dumps(self._body), patience)
        except RunOver as e:
            if "resume" not in self._body:
                raise
            log.warning("%s; what was trained so far goes on as a new run", e)
        self._anew = True
        for key in ("resume", "run"):
            del self._body[key]
        self._body["attach_id"] = uuid.uuid4().hex
        return self._line.post("/runs", dumps(self._body), patience)

    def decide(self, question: Question, patience: float | None = None) -> Verdict:
        """The verdict on a question, applied; `UNDECIDED` where the program goes on without."""
        self.deferred.append(question)
        patience = self._settings.patience if patience is None else patience
        known_down = self.talk is None or len(self.deferred) > 1
        try:
            verdict = self._catch_up(0.0 if known_down and patience != FOR_EVER else patience)
            if known_down:
                log.warning("the service is back, and has decided on what was trained meanwhile")
            return verdict
        except Unreachable as e:
            if self._settings.on_unreachable != "continue":
                raise
            if not known_down:
                log.warning("training goes on without decisions: %s", e)
            return UNDECIDED

    def obey(self, values: Mapping[str, Any] | None) -> None:
        """Applies what users have asked for, and waits here while the run is paused."""
        if self._obeying:
            return
        self._obeying = True
        try:
            self._obey(values)
        finally:
            self._obeying = False
        ending = self.orders.ending
        if ending is not None and ending.status == "failed":
            raise RunFailed(ending.reason)

    def _obey(self, values: Mapping[str, Any] | None) -> None:
        while self.talk is not None:
            if self.talk.fault is not None:
                raise self.talk.fault
            while self.talk.inbox:
                self._answer(self.talk.inbox.popleft(), values)
            if not self.orders.paused or self.orders.ending is not None:
                return
            self._wait_for_command()

    def question(self, type_: str, values: dict[str, Any], own: Json) -> Question:
        where = self.position
        return Question(type_, where.epoch, where.batch, where.step, values, self.orders.learning_rate, own)

    def say_saved(self, names: list[str], checkpoint: Saved, epoch: int) -> None:
        """A checkpoint is stored."""
        if self.talk is not None:
            self.talk.say(
                "CheckpointSaved",
                epoch=epoch,
                step=self.position.step,
                key=checkpoint.uri,
                names=names,
                bytes=checkpoint.size,
            )
            self.background.wake()

    def end(self, ending: Ending, patience: float | None, checkpoint: str | None) -> Verdict:
        """Says the end, applies the verdict on it, and says that the run has ended."""
        self._over = True
        self.background.stop()
        epoch, batch = self.position.last_trained()
        own = {"status": ending.status, "reason": text(ending.reason)}
        rate = self.orders.learning_rate
        verdict = self.decide(
            Question("TrainingEnded", epoch, batch, self.position.step, self.metrics, rate, own), patience
        )
        talk = self.talk
        if talk is None or self.deferred:
            log.warning("run %s has ended as %s, and the service does not know", self.id, ending.status)
            return verdict
        while talk.inbox:
            self._say_answer(talk.inbox.popleft(), "rejected: the run has ended")
        talk.say(
            "RunEnded",
            **own,
            epochs_run=self.position.epoch + (1 if self.position.batch >= 0 else 0),
            restored_epoch=self.orders.restored,
            metrics=metrics(self.metrics),
            test={},
            learning_rate=written(self.orders.learning_rate),
            checkpoint=checkpoint,
        )
        patience = self._settings.patience if patience is None else patience
        while talk.unsaid:
            talk.flush(patience)
        return verdict

    def tick(self) -> None:
        """One call of the background."""
        talk = self.talk
        if talk is not None and talk.fault is None:
            self._beat(talk)
            talk.flush_if_free()

    def _catch_up(self, patience: float) -> Verdict:
        """Asks what was not decided yet, in order. Where several were, only the last one's moment is not over."""
        talk = self.attached(patience)
        while self.deferred:
            question = self.deferred[0]
            if talk.waits_for_verdict:
                raw = talk.settle(patience)
            else:
                raw = talk.ask(question.type, question.fields(self.callbacks), patience)
            self.deferred.popleft()
            self._adopt(Verdict.of(raw), question, late=bool(self.deferred))
            patience = max(patience, GIVE_UP_AFTER)
        verdict = self.verdict
        if not self._over:
            self.obey(self.metrics)
        return verdict

    def _adopt(self, verdict: Verdict, question: Question, late: bool) -> None:
        """A late verdict saves nothing: what it would save is gone."""
        assert self.talk is not None
        self.verdict = verdict
        self.callbacks = list(verdict.callbacks)
        self.next_ask = verdict.ask
        fresh = question.type == "EpochEnded" and not late
        self._settings.on_retain(question.epoch if fresh else None, verdict.retain)
        commands = [c for c in verdict.commands if not (late and c["type"] in _AT_THE_MOMENT)]
        rate = self.orders.learning_rate if verdict.learning_rate is None else float32(verdict.learning_rate)
        for reason in verdict.reasons:
            log.info("%s: %s", reason["callback"], reason["text"])
        # Said first, so that a checkpoint that is saved here holds a state that comes after it in the log.
        self.talk.say(
            "VerdictApplied",
            answers=verdict.answers,
            epoch=question.epoch,
            step=question.step,
            commands=commands,
            reasons=list(verdict.reasons),
            recordings=list(verdict.recordings),
            learning_rate=written(rate),
        )
        self.background.wake()
        self.coming_rate = rate
        for command in commands:
            self._apply(command, max(0, question.epoch))

    def _apply(self, command: Json, epoch: int) -> None:
        try:
            saved = self._commands.apply(command, self.orders)
        except Refused as e:
            log.warning("%s was not applied: %s", command["type"], e)
            return
        if saved is not None:
            self.say_saved([command["name"]], saved, epoch)

    def _answer(self, request: Json, values: Mapping[str, Any] | None) -> None:
        command, saved, outcome = request["command"], None, "applied"
        try:
            if command["type"] in DECIDERS_ONLY:
                raise Refused("only a callback may say it")
            if command["type"] == "ReplaceCallbacks" and not self._commands.lacks(command):
                self._replace(request, values)
            else:
                saved = self._commands.apply(command, self.orders)
                self.coming_rate = self.orders.learning_rate
        except EpochalError as e:
            if not isinstance(e, Refused):
                raise
            outcome = f"rejected: {e}"
        except Exception as e:  # A handler failed at what a user wanted: that does not end the training.
            outcome = f"rejected: {type(e).__name__}: {e}"
        self._say_answer(request, text(outcome))
        if saved is not None:
            self.say_saved([command["name"]], saved, self.position.epoch)

    def _say_answer(self, request: Json, outcome: str) -> None:
        assert self.talk is not None
        who = {"requested_by": request["requested_by"]} if request.get("requested_by") else {}
        self.talk.say(
            "CommandApplied",
            command_id=request["command_id"],
            command=request["command"],
            **who,
            epoch=self.position.epoch,
            batch=self.position.batch,
            outcome=outcome,
        )
        self.background.wake()

    def _replace(self, request: Json, values: Mapping[str, Any] | None) -> None:
        wanted = {"command_id": request["command_id"], "callbacks": request["command"]["callbacks"]}
        if self.deferred:
            raise Refused("the service has not decided what came before")
        verdict = self.decide(self.question("BatchReached", dict(values or {}), {"replacement": wanted}))
        if verdict.refusal or not verdict.decided:
            raise Refused(verdict.refusal or "the service is unreachable")

    def _wait_for_command(self) -> None:
        assert self.talk is not None
        self._beat(self.talk)
        try:
            self.talk.flush(patience=0.0, wait=_PAUSE_CALL)
        except Unreachable:
            if self._settings.on_unreachable == "fail":
                raise
            time.sleep(1.0)

    def _beat(self, talk: Conversation) -> None:
        if time.monotonic() - talk.heard > self._settings.heartbeat / 3 and not talk.unsaid:
            where = self.position
            talk.say("Heartbeat", epoch=where.epoch, batch=where.batch, step=where.step)
