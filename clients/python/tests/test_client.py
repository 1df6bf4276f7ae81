"""The plain client against a service by the contract."""

from __future__ import annotations

import math
import subprocess
import sys
import threading
import time

import epochal
import pytest
from epochal.run import Run
from fake_service import FakeService, Json, verdict

STOP = {"type": "StopTraining", "reason": "enough"}


def attach(service: FakeService, **more: object) -> Run:
    arguments: Json = {"name": "iris", "metrics": ["accuracy"], "callbacks": [{"type": "EarlyStopping"}], "epochs": 3}
    return epochal.attach(url=service.url, learning_rate=0.001, **{**arguments, **more})


def at(number: int, *commands: Json, **fields: object):  # type: ignore[no-untyped-def]
    """Decides so on the barrier of this round, from 0, and goes on at every other."""

    def decide(event: Json) -> Json:
        if event.get("type") == "EpochEnded" and event["epoch"] == number:
            return verdict(event, *commands, **fields)
        return verdict(event)

    return decide


def test_a_run_is_attached_with_the_facts_that_deciding_needs(service: FakeService) -> None:
    with attach(service, obey={"SetLearningRate": print}, directions={"mine": "max"}):
        pass
    body = service.attaches[0]
    assert body["name"] == "iris"
    assert body["params"] == {
        "epochs": 3, "metrics": ["accuracy"], "directions": {"mine": "max"}, "validates": True,
        "learning_rate": 0.001, "scheduled": False, "use_ema": False, "semantics": "keras-3.15",
    }  # fmt: skip
    assert "SetLearningRate" in body["capabilities"] and "StopTraining" in body["capabilities"]
    assert "RestoreWeights" not in body["capabilities"]


def test_events_are_numbered_without_gaps_and_the_end_is_the_last(service: FakeService) -> None:
    with attach(service) as run:
        for _ in range(3):
            run.batch(0.5, {"loss": 0.5})
            run.round({"loss": 0.5, "val_loss": 0.4})
    assert [event["sequence"] for event in service.events] == list(range(1, len(service.events) + 1))
    assert [event["type"] for event in service.events] == [
        "VerdictApplied",
        *["EpochEnded", "VerdictApplied"] * 3,
        "TrainingEnded",
        "VerdictApplied",
        "RunEnded",
    ]
    assert [event["last"] for event in service.of("EpochEnded")] == [False, False, True]
    assert service.events[-1]["status"] == "completed" and service.events[-1]["epochs_run"] == 3


def test_the_next_question_carries_the_callbacks_of_the_last_verdict(service: FakeService) -> None:
    service.decide = at(0, callbacks=[{"type": "EarlyStopping", "state": {"wait": 1}}])
    with attach(service) as run:
        run.round({"loss": 1.0})
        run.round({"loss": 1.0})
    assert service.of("EpochEnded")[1]["callbacks"] == [{"type": "EarlyStopping", "state": {"wait": 1}}]


def test_a_stop_ends_the_run_early_with_its_reason(service: FakeService) -> None:
    service.decide = at(1, STOP)
    with attach(service, epochs=10) as run:
        for _ in range(10):
            if run.round({"loss": 1.0}).stops:
                break
    assert run.stopped
    assert (service.events[-1]["status"], service.events[-1]["reason"]) == ("stopped_early", "enough")
    assert len(service.of("EpochEnded")) == 2


def test_a_rate_is_a_32_bit_float_and_reaches_the_program(service: FakeService) -> None:
    rates = []
    service.decide = at(0, {"type": "SetLearningRate", "value": 0.1})
    with attach(service, obey={"SetLearningRate": lambda c: rates.append(run.learning_rate)}) as run:
        assert run.round({"loss": 1.0}).learning_rate == 0.1
        run.round({"loss": 1.0})
    assert rates == [0.10000000149011612]
    assert service.of("EpochEnded")[1]["learning_rate"] == 0.10000000149011612
    assert service.of("VerdictApplied")[1]["learning_rate"] == 0.10000000149011612


def test_numbers_that_json_lacks_are_texts(service: FakeService) -> None:
    service.decide = at(0, recordings=[{"position": 1, "logs": {"loss": "NaN", "x": "-Infinity"}}])
    with attach(service) as run:
        run.batch(math.inf, {"loss": math.nan})
        decided = run.round({"loss": math.nan, "val_loss": -math.inf, "words": "no number", "per_class": [1.0, 2.0]})
    assert service.of("EpochEnded")[0]["metrics"] == {"loss": "NaN", "val_loss": "-Infinity"}
    assert service.batches[0]["loss"] == "Infinity" and service.batches[0]["metrics"] == {"loss": "NaN"}
    assert math.isnan(decided.logs["loss"]) and decided.logs["x"] == -math.inf


def test_a_cut_line_costs_nothing_since_the_same_call_is_sent_again(service: FakeService) -> None:
    with attach(service) as run:
        service.cut = 2
        run.round({"loss": 1.0})
        service.cut = 1
        run.round({"loss": 1.0})
    assert len(service.of("EpochEnded")) == 2
    barriers = [call for call in service.calls if b'"EpochEnded"' in call]
    assert len(barriers) == 5 and len(set(barriers)) == 2


def test_an_attach_whose_answer_is_lost_is_said_again_with_the_same_id(service: FakeService) -> None:
    service.cut = 1
    with attach(service):
        pass
    assert len(service.attaches) == 2 and service.attaches[0] == service.attaches[1]


def test_503_is_tried_again(service: FakeService) -> None:
    with attach(service) as run:
        service.refuse.extend([(503, "unavailable"), (503, "unavailable")])
        assert run.round({"loss": 1.0}).decided


def test_a_superseded_program_stops_and_says_nothing_more(service: FakeService) -> None:
    with pytest.raises(epochal.Superseded), attach(service) as run:
        service.refuse.append((409, "superseded"))
        run.round({"loss": 1.0})
    assert len([call for call in service.calls if b"TrainingEnded" in call]) == 0


def test_the_background_tells_the_training_thread_that_it_is_superseded(service: FakeService) -> None:
    with pytest.raises(epochal.Superseded), attach(service) as run:
        service.refuse.append((409, "superseded"))
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            run.batch(1.0)


def test_what_is_rejected_at_the_attach_says_the_field(service: FakeService) -> None:
    service.refuse.append((422, "not-an-attach"))
    with pytest.raises(epochal.Rejected, match="not-an-attach says the test"):
        attach(service)


@pytest.mark.parametrize(
    ("error", "status"),
    [(ValueError("bad rows"), "failed"), (KeyboardInterrupt(), "cancelled"), (SystemExit(1), "cancelled")],
)
def test_the_end_is_said_whatever_ends_the_training(service: FakeService, error: BaseException, status: str) -> None:
    with pytest.raises(type(error)), attach(service) as run:
        run.batch(1.0)
        raise error
    assert service.of("TrainingEnded")[0]["status"] == status
    assert service.events[-1]["type"] == "RunEnded" and service.events[-1]["status"] == status


@pytest.mark.parametrize(
    ("ends", "status", "reason"),
    [
        ("", "cancelled", "the program ended before its run did"),
        ("raise ValueError('bad')", "failed", "ValueError: bad"),
    ],
)
def test_the_end_is_said_at_the_process_end_where_the_program_does_not(
    service: FakeService, ends: str, status: str, reason: str
) -> None:
    program = (
        f"import epochal\nrun = epochal.attach(callbacks=[], url='{service.url}')\nrun.round({{'loss': 1}})\n{ends}"
    )
    subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)
    assert (service.events[-1]["status"], service.events[-1]["reason"]) == (status, reason)


def test_a_callback_that_fails_the_run_raises(service: FakeService) -> None:
    service.decide = at(0, {"type": "FailRun", "reason": "NaN loss encountered."})
    with pytest.raises(epochal.RunFailed, match="NaN loss"), attach(service) as run:
        run.round({"loss": math.nan})
    assert (service.events[-1]["status"], service.events[-1]["reason"]) == ("failed", "NaN loss encountered.")


def test_the_end_may_restore_weights(service: FakeService) -> None:
    def decide(event: Json) -> Json:
        restore = {"type": "RestoreWeights", "epoch": 1, "weights": "trained"}
        return verdict(event, *([restore] if event["type"] == "TrainingEnded" else []))

    service.decide = decide
    restored = []
    with attach(service, obey={"RestoreWeights": restored.append}) as run:
        run.round({"loss": 1.0})
    assert restored[0]["epoch"] == 1 and service.events[-1]["restored_epoch"] == 1


def test_retained_rounds_are_told_before_the_commands(service: FakeService) -> None:
    told = []
    service.decide = at(1, retain=[1])
    with attach(service, on_retain=lambda epoch, retain: told.append((epoch, set(retain)))) as run:
        run.round({"loss": 1.0})
        run.round({"loss": 1.0})
    assert told[:3] == [(None, set()), (0, set()), (1, {1})]


def test_it_asks_at_the_batch_that_a_verdict_named_and_nowhere_else(service: FakeService) -> None:
    def decide(event: Json) -> Json:
        asks = {"at_step": event.get("step", 0) + 3, "at_non_finite_loss": False}
        stop = [STOP] if event.get("step") == 6 else []
        return verdict(event, *stop, ask=asks)

    service.decide = decide
    with attach(service) as run:
        trained = 0
        for _ in range(10):
            trained += 1
            if not run.batch(0.5, {"loss": 0.5}):
                break
    assert trained == 6
    assert [(e["step"], e["batch"]) for e in service.of("BatchReached")] == [(3, 2), (6, 5)]


def test_it_asks_at_the_first_loss_that_is_not_finite(service: FakeService) -> None:
    service.decide = lambda event: verdict(
        event, *([STOP] if event["type"] == "BatchReached" else []), ask={"at_step": None, "at_non_finite_loss": True}
    )
    with attach(service) as run:
        assert run.batch(1.0, {"loss": 1.0})
        assert not run.batch(math.nan, {"loss": math.nan})
    assert [event["step"] for event in service.of("BatchReached")] == [2]


def test_a_round_goes_on_with_the_next_epoch(service: FakeService) -> None:
    with attach(service) as run:
        run.batch(1.0)
        run.round({"loss": 1.0})
        run.batch(1.0)
        assert (run.position.epoch, run.position.batch, run.position.step) == (1, 0, 2)
    assert [(row["epoch"], row["batch"], row["step"]) for row in service.batches] == [(0, 0, 1), (1, 0, 2)]


def test_a_users_commands_are_applied_in_order_each_once_and_answered(service: FakeService) -> None:
    with attach(service, epochs=None, obey={"SetLearningRate": lambda c: None}) as run:
        service.command("SetLearningRate", value=0.5)
        service.command("SaveCheckpoint", name="x", weights="trained", weights_only=False)
        service.command("EvaluateOn", by="bob", weights="averaged")
        service.command("StopTraining", reason="good enough")
        run.round({"loss": 1.0})
        assert run.stopped and run.learning_rate == 0.5
    answers = service.of("CommandApplied")
    assert [(a["command_id"], a["requested_by"]) for a in answers] == [
        ("c-1", "ann"), ("c-2", "ann"), ("c-3", "bob"), ("c-4", "ann")
    ]  # fmt: skip
    assert answers[0]["outcome"] == answers[3]["outcome"] == "applied"
    assert answers[1]["outcome"].startswith("rejected: this trainer cannot SaveCheckpoint")
    assert answers[2]["outcome"] == "rejected: only a callback may say it"
    assert service.events[-1]["reason"] == "good enough"


def test_a_handler_that_fails_at_a_users_command_does_not_end_the_training(service: FakeService) -> None:
    def full(command: Json) -> None:
        raise OSError("no space left")

    with attach(service, obey={"SaveCheckpoint": full}) as run:
        service.command("SaveCheckpoint", name="x", weights="trained", weights_only=False)
        run.round({"loss": 1.0})
    assert service.of("CommandApplied")[0]["outcome"] == "rejected: OSError: no space left"
    assert service.events[-1]["status"] == "completed"


def test_a_saved_checkpoint_is_said_with_its_address(service: FakeService) -> None:
    save = {"type": "SaveCheckpoint", "name": "best", "weights": "trained", "weights_only": False}
    service.decide = at(0, save)
    states = []

    def keep(command: Json) -> epochal.Saved:
        states.append(run.state())
        return epochal.Saved("file:///ckpt/best", 12)

    with attach(service, obey={"SaveCheckpoint": keep}) as run:
        run.batch(1.0)
        run.round({"loss": 1.0})
    said = service.of("CheckpointSaved")[0]
    assert (said["key"], said["names"], said["bytes"], said["epoch"]) == ("file:///ckpt/best", ["best"], 12, 0)
    assert states[0]["sequence"] == said["sequence"] and (states[0]["epoch"], states[0]["step"]) == (1, 1)
    assert service.events[-1]["checkpoint"] is None, "it is not the final model"


def test_a_paused_run_trains_nothing_until_it_is_resumed(service: FakeService) -> None:
    with attach(service) as run:
        service.command("PauseTraining")
        threading.Timer(0.5, lambda: service.command("ResumeTraining")).start()
        begun = time.monotonic()
        run.round({"loss": 1.0})
        assert time.monotonic() - begun >= 0.45
    assert [a["command"]["type"] for a in service.of("CommandApplied")] == ["PauseTraining", "ResumeTraining"]


def test_a_paused_run_can_be_stopped(service: FakeService) -> None:
    with attach(service) as run:
        service.command("PauseTraining")
        threading.Timer(0.3, lambda: service.command("StopTraining", reason="enough")).start()
        run.round({"loss": 1.0})
    assert service.events[-1]["status"] == "stopped_early"


def test_a_user_replaces_the_callbacks_between_two_batches(service: FakeService) -> None:
    def decide(event: Json) -> Json:
        if "replacement" in event:
            wanted = event["replacement"]["callbacks"]
            return (
                verdict(event, refusal="patience must be a whole number")
                if len(wanted) > 1
                else verdict(event, callbacks=wanted)
            )
        return verdict(event)

    service.decide = decide
    with attach(service) as run:
        service.command("ReplaceCallbacks", callbacks=[{"type": "TerminateOnNaN"}])
        service.command("ReplaceCallbacks", callbacks=[{}, {}])
        run.round({"loss": 1.0})
        run.round({"loss": 1.0})
    assert [event["replacement"]["command_id"] for event in service.of("BatchReached")] == ["c-1", "c-2"]
    assert [a["outcome"] for a in service.of("CommandApplied")] == [
        "applied", "rejected: patience must be a whole number"
    ]  # fmt: skip
    assert service.of("EpochEnded")[1]["callbacks"] == [{"type": "TerminateOnNaN"}]


def test_the_background_sends_batches_and_brings_commands_without_a_round(service: FakeService) -> None:
    with attach(service) as run:
        run.batch(0.5, {"loss": 0.5}, learning_rate=0.25)
        service.until(lambda: len(service.batches) == 1)
        service.command("StopTraining", reason="enough")
        deadline = time.monotonic() + 10
        while run.batch(0.5) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert run.stopped
    assert service.batches[0]["learning_rate"] == 0.25


def test_a_silent_program_is_heard_within_its_heartbeat(service: FakeService) -> None:
    with attach(service, heartbeat=1) as run:
        run.batch(1.0)
        service.until(lambda: len(service.of("Heartbeat")) >= 2)
    assert service.of("Heartbeat")[0]["step"] == 1


def test_no_batches_are_sent_where_they_are_switched_off(service: FakeService) -> None:
    with attach(service, batches=False) as run:
        run.batch(1.0)
        run.round({"loss": 1.0})
    assert service.batches == [] and run.position.step == 1


def test_batches_are_recorded_as_often_as_a_verdict_says(service: FakeService) -> None:
    service.decide = lambda event: verdict(
        event, *([{"type": "RecordBatches", "every": 2}] if event["sequence"] == 0 else [])
    )
    with attach(service) as run:
        for _ in range(5):
            run.batch(0.5, {"loss": 0.5})
    assert [event["step"] for event in service.of("BatchRecorded")] == [2, 4]


def test_a_program_resumes_with_its_callbacks_as_they_stood(service: FakeService) -> None:
    service.decide = at(0, callbacks=[{"type": "EarlyStopping", "state": {"wait": 4}}])
    with attach(service) as run:
        run.batch(1.0)
        run.round({"loss": 1.0})
        state = run.state()
    resumed = FakeService()
    with epochal.attach(
        callbacks=[{"type": "EarlyStopping"}], resume=state, checkpoint="file:/ckpt/1", url=resumed.url
    ) as second:
        second.batch(1.0)
        second.round({"loss": 0.5})
    resumed.close()
    body = resumed.attaches[0]
    assert body["run"] == "r" and body["callbacks"] == [{"type": "EarlyStopping", "state": {"wait": 4}}]
    assert body["resume"] == {
        "attempt": 1, "sequence": 4, "epoch": 1, "batch": 0, "step": 1, "checkpoint": "file:/ckpt/1"
    }  # fmt: skip
    assert second.attempt == 2 and resumed.of("EpochEnded")[0]["epoch"] == 1
    assert resumed.batches[0]["step"] == 2


def test_a_run_that_could_not_attach_says_no_end(service: FakeService) -> None:
    service.refuse.append((422, "not-a-request"))
    run = attach(service, begin=False)
    with pytest.raises(epochal.Rejected):
        run.begin()
    run.end_because_of(ValueError("it was refused"))
    assert service.events == []


def test_fail_raises_when_the_service_is_away(service: FakeService) -> None:
    with pytest.raises(epochal.Unreachable), attach(service, on_unreachable="fail") as run:
        service.refuse.extend([(503, "unavailable")] * 1000)
        run.round({"loss": 1.0})


def test_continue_trains_on_and_what_was_not_decided_is_decided_later_in_order(service: FakeService) -> None:
    saved = []
    service.decide = at(0, {"type": "SaveCheckpoint", "name": "a", "weights": "trained", "weights_only": False},
                        {"type": "SetLearningRate", "value": 0.5})  # fmt: skip
    with attach(service, on_unreachable="continue", epochs=9, obey={"SaveCheckpoint": saved.append},
                capabilities=["SaveCheckpoint", "SetLearningRate", "StopTraining"]) as run:  # fmt: skip
        service.refuse.extend([(503, "unavailable")] * 10_000)
        assert not run.round({"loss": 1.0}).decided
        assert not run.round({"loss": 2.0}).decided
        service.refuse.clear()
        assert run.round({"loss": 3.0}).decided
        assert run.learning_rate == 0.5
    assert [event["metrics"]["loss"] for event in service.of("EpochEnded")] == [1.0, 2.0, 3.0]
    assert saved == [], "what would have been saved is gone"


def test_continue_begins_without_a_service_and_attaches_when_it_is_there(service: FakeService) -> None:
    service.refuse.extend([(503, "unavailable")] * 10_000)
    with attach(service, on_unreachable="continue") as run:
        assert run.id is None and not run.round({"loss": 1.0}).decided
        service.refuse.clear()
        assert run.round({"loss": 2.0}).decided and run.id == "r"
    assert [event["epoch"] for event in service.of("EpochEnded")] == [0, 1]


def test_much_is_said_in_several_calls_before_the_question(service: FakeService) -> None:
    with attach(service) as run:
        for _ in range(20):
            run.say("WeightsSummarized", epoch=0, step=1, histograms=[{"weight": "w" * 50_000, "buckets": []}])
        run.round({"loss": 1.0})
    assert len(service.of("WeightsSummarized")) == 20 and len(service.of("EpochEnded")) == 1
    assert max(map(len, service.calls)) < 400_000


def test_a_full_buffer_drops_batches_and_counts_them() -> None:
    from epochal.ring import Ring

    ring = Ring(capacity=2)
    for step in range(1, 6):
        ring.put(0, step - 1, step, 0.5, None, 0.1)
    assert [row["step"] for row in ring.take(9)] == [1, 2]
    ring.put(0, 5, 6, 0.5, None, 0.1)
    assert ring.take(9)[0]["dropped"] == 3
