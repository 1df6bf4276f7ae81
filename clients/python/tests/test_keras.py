"""The Keras callback against a service by the contract: what it says, and that commands reach the model."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fake_service import FakeService, Json, verdict

np = pytest.importorskip("numpy", reason="NumPy is not installed")
keras = pytest.importorskip("keras", reason="Keras is not installed")
epochal_keras = pytest.importorskip("epochal.keras")

ROWS = np.random.default_rng(7).normal(size=(32, 3)).astype("float32")
TARGETS = ROWS.sum(axis=1, keepdims=True)


def a_model(optimizer: Any = None, metrics: Any = ("mae",)) -> Any:
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])
    model.compile(optimizer or keras.optimizers.SGD(0.1), "mse", metrics=list(metrics))
    return model


def fit(model: Any, service: FakeService, epochs: int = 3, **more: Any) -> Any:
    own = {key: more.pop(key) for key in list(more) if key in ("batches", "directory", "resume", "heartbeat")}
    callbacks = more.pop("listed", [{"type": "EarlyStopping"}])
    one = epochal_keras.Callback(callbacks=callbacks, url=service.url, **own)
    return model.fit(ROWS, TARGETS, epochs=epochs, batch_size=8, verbose=0, callbacks=[one], **more), one


def when(type_: str, number: int, *commands: Json, **fields: Any) -> Any:
    def decide(event: Json) -> Json:
        key = "step" if event["type"] == "BatchReached" else "epoch"
        hit = event["type"] == type_ and (type_ == "TrainingEnded" or event[key] == number)
        return verdict(event, *(commands if hit else ()), **fields)

    return decide


def test_it_attaches_with_what_the_compiled_model_says(service: FakeService) -> None:
    model = a_model(keras.optimizers.Adam(0.25), ["mae", keras.metrics.RootMeanSquaredError(name="mine")])
    fit(model, service, epochs=2, validation_split=0.25)
    body = service.attaches[0]
    assert body["trainer"].startswith(f"keras {keras.__version__} on ")
    # A metric that was given by its name is made with the first batch on TensorFlow; the service knows Keras' names.
    assert body["params"].pop("directions") in ({"mae": "min", "mine": "min"}, {"mine": "min"})
    assert body["params"] == {
        "epochs": 2, "metrics": ["mae", "mine"], "validates": True,
        "learning_rate": 0.25, "scheduled": False, "use_ema": False, "semantics": "keras-3.15",
    }  # fmt: skip


@pytest.mark.parametrize("metrics", [[["mae"], ["mse"]], {"a": ["mae"], "b": "mse"}])
def test_the_logs_of_several_outputs_are_known_before_keras_has_made_them(metrics: Any) -> None:
    inputs = keras.Input((3,))
    model = keras.Model(inputs, [keras.layers.Dense(1, name=name)(inputs) for name in "ab"])
    model.compile("sgd", "mse", metrics=metrics)
    before = epochal_keras.facts.metric_names(model)
    history = model.fit(ROWS, [TARGETS, TARGETS], verbose=0).history
    assert sorted(before) == sorted(set(history) - {"loss"})


def test_the_end_of_a_stop_is_in_a_backup_that_stays(service: FakeService, tmp_path: Path) -> None:
    listed = [{"type": "BackupAndRestore", "backup_dir": str(tmp_path / "b"), "delete_checkpoint": False}]
    service.decide = when("EpochEnded", 1, {"type": "StopTraining", "reason": "enough"})
    fit(a_model(), service, epochs=9, listed=listed)
    assert json.loads((tmp_path / "b" / "training_metadata.json").read_text())["epoch"] == 2


def test_it_says_what_keras_says_of_each_epoch(service: FakeService) -> None:
    history, _ = fit(a_model(), service, validation_split=0.25)
    said = service.of("EpochEnded")
    assert [event["epoch"] for event in said] == [0, 1, 2] and [event["step"] for event in said] == [3, 6, 9]
    for name in ("loss", "mae", "val_loss", "val_mae"):
        assert [event["metrics"][name] for event in said] == history.history[name]
    assert [row["step"] for row in service.batches] == list(range(1, 10))
    assert [row["batch"] for row in service.batches] == [0, 1, 2] * 3
    assert service.events[-1]["type"] == "RunEnded" and service.events[-1]["status"] == "completed"


def test_a_stop_ends_fit_after_that_epoch(service: FakeService) -> None:
    service.decide = when("EpochEnded", 1, {"type": "StopTraining", "reason": "enough"})
    history, _ = fit(a_model(), service, epochs=9)
    assert len(history.history["loss"]) == 2 and service.events[-1]["status"] == "stopped_early"


def test_a_stop_at_a_batch_ends_fit_after_that_batch(service: FakeService) -> None:
    service.decide = when(
        "BatchReached", 2, {"type": "StopTraining", "reason": "x"}, ask={"at_step": 2, "at_non_finite_loss": False}
    )
    model = a_model()
    fit(model, service, epochs=9)
    assert int(model.optimizer.iterations) == 2
    assert [event["last"] for event in service.of("EpochEnded")] == [True]


def test_a_rate_is_in_effect_at_the_next_step(service: FakeService) -> None:
    service.decide = when("EpochEnded", 0, {"type": "SetLearningRate", "value": 0.0})
    model, weights = a_model(), []
    remember = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: weights.append(model.get_weights()))
    one = epochal_keras.Callback(callbacks=[], url=service.url)
    model.fit(ROWS, TARGETS, epochs=3, batch_size=8, verbose=0, callbacks=[one, remember])
    assert float(model.optimizer.learning_rate) == 0.0
    for before, after in zip(weights[1], weights[2]):
        np.testing.assert_array_equal(before, after)
    assert [event["learning_rate"] for event in service.of("EpochEnded")] == [pytest.approx(0.1), 0.0, 0.0]


def test_a_rate_reaches_keras_between_two_batches(service: FakeService) -> None:
    service.decide = when(
        "BatchReached", 2, {"type": "SetLearningRate", "value": 0.0}, ask={"at_step": 2, "at_non_finite_loss": False}
    )
    model, reference = a_model(), a_model()
    fit(model, service, epochs=1, shuffle=False)
    reference.fit(ROWS[:16], TARGETS[:16], batch_size=8, epochs=1, verbose=0, shuffle=False)
    assert float(model.optimizer.learning_rate) == 0.0 and int(model.optimizer.iterations) == 4
    for trained, two_batches in zip(model.get_weights(), reference.get_weights()):
        np.testing.assert_array_equal(trained, two_batches)


def test_no_rate_can_be_set_where_a_schedule_sets_it(service: FakeService) -> None:
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)
    service.command("SetLearningRate", value=0.5)
    fit(a_model(keras.optimizers.SGD(schedule)), service, epochs=1)
    body = service.attaches[0]
    assert body["params"]["scheduled"] and "SetLearningRate" not in body["capabilities"]
    assert service.of("CommandApplied")[0]["outcome"].startswith("rejected: this trainer cannot SetLearningRate")
    assert service.batches[1]["learning_rate"] < service.batches[0]["learning_rate"] == pytest.approx(0.1)


def test_the_weights_of_a_retained_epoch_are_restored_at_the_end(service: FakeService) -> None:
    restore = {"type": "RestoreWeights", "epoch": 1, "weights": "trained"}
    service.decide = when("TrainingEnded", 0, restore, retain=[1])
    model, weights = a_model(), []
    remember = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: weights.append(model.get_weights()))
    one = epochal_keras.Callback(callbacks=[], url=service.url)
    model.fit(ROWS, TARGETS, epochs=4, batch_size=8, verbose=0, callbacks=[remember, one])
    for kept, now in zip(weights[1], model.get_weights()):
        np.testing.assert_array_equal(kept, now)
    assert service.events[-1]["restored_epoch"] == 1
    assert list(one._kept.rounds) == [1]


def test_averaged_weights_are_kept_saved_and_evaluated(service: FakeService, tmp_path: Path) -> None:
    save = {"type": "SaveCheckpoint", "name": "avg.weights.h5", "weights": "averaged", "weights_only": True}

    def decide(event: Json) -> Json:
        if event["type"] == "Attached":
            return verdict(event, {"type": "EvaluateOn", "weights": "averaged"})
        return verdict(event, *([save] if event["type"] == "EpochEnded" else []))

    service.decide = decide
    model = a_model(keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5))
    history, _ = fit(model, service, epochs=1, validation_data=(ROWS, TARGETS), directory=tmp_path)
    # At the end of fit Keras makes the average the model's weights.
    assert model.evaluate(ROWS, TARGETS, verbose=0)[0] == pytest.approx(history.history["val_loss"][0], rel=1e-5)
    loaded = a_model()
    loaded.load_weights(tmp_path / "avg.weights.h5", skip_mismatch=True)
    for stored, final in zip(loaded.get_weights(), model.get_weights()):
        np.testing.assert_allclose(stored, final, rtol=1e-6)


def test_a_checkpoint_is_a_file_of_keras_with_the_runs_state_inside(service: FakeService, tmp_path: Path) -> None:
    save = {"type": "SaveCheckpoint", "name": "deep/best", "weights": "trained", "weights_only": False}
    service.decide = when("EpochEnded", 0, save, callbacks=[{"type": "EarlyStopping", "state": {"wait": 2}}])
    fit(a_model(), service, epochs=2, directory=tmp_path)
    file = tmp_path / "deep" / "best.keras"
    assert keras.models.load_model(file).count_params() == 21
    state = json.loads(zipfile.ZipFile(file).read("epochal.json"))
    assert state["callbacks"] == [{"type": "EarlyStopping", "state": {"wait": 2}}]
    assert (state["epoch"], state["step"]) == (1, 4)
    said = service.of("CheckpointSaved")[0]
    assert said["key"] == file.as_uri() and said["names"] == ["deep/best"] and said["bytes"] == file.stat().st_size


def test_an_absolute_path_stays_absolute_though_the_service_normalizes_it(service: FakeService, tmp_path: Path) -> None:
    name = str(tmp_path / "e-01.keras").lstrip("/")
    service.decide = when(
        "EpochEnded", 0, {"type": "SaveCheckpoint", "name": name, "weights": "trained", "weights_only": False}
    )
    fit(
        a_model(),
        service,
        epochs=1,
        listed=[{"type": "ModelCheckpoint", "filepath": f"{tmp_path}/./e-{{epoch:02d}}.keras"}],
    )
    assert (tmp_path / "e-01.keras").exists()


def test_a_program_resumes_from_a_checkpoint(service: FakeService, tmp_path: Path) -> None:
    save = {"type": "SaveCheckpoint", "name": "a.keras", "weights": "trained", "weights_only": False}
    service.decide = when("EpochEnded", 1, save, callbacks=[{"type": "EarlyStopping", "state": {"wait": 2}}])
    fit(a_model(), service, epochs=2, directory=tmp_path)
    second = FakeService()
    model = keras.models.load_model(tmp_path / "a.keras")
    fit(model, second, epochs=5, resume=tmp_path / "a.keras")
    second.close()
    body = second.attaches[0]
    assert body["resume"]["epoch"] == 2 and body["resume"]["step"] == 8
    assert body["resume"]["checkpoint"] == (tmp_path / "a.keras").as_uri()
    assert body["callbacks"] == [{"type": "EarlyStopping", "state": {"wait": 2}}]
    assert [event["epoch"] for event in second.of("EpochEnded")] == [2, 3, 4]
    assert second.batches[0]["step"] == 9


def test_a_killed_program_resumes_from_its_backup_with_the_weights_that_may_be_restored(
    service: FakeService, tmp_path: Path
) -> None:
    class Killed(Exception):
        pass

    def kill(epoch: int, logs: Any) -> None:
        if epoch == 2:
            raise Killed

    listed = [{"type": "BackupAndRestore", "backup_dir": str(tmp_path / "backup")}]
    service.decide = lambda event: verdict(event, retain=[0])
    model, first = a_model(), []
    remember = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: first.append(model.get_weights()), on_epoch_begin=kill
    )
    one = epochal_keras.Callback(callbacks=listed, url=service.url)
    with pytest.raises(Killed), one:
        model.fit(ROWS, TARGETS, epochs=5, batch_size=8, verbose=0, callbacks=[one, remember])
    assert service.events[-1]["status"] == "failed"

    second = FakeService()
    second.decide = when("TrainingEnded", 0, {"type": "RestoreWeights", "epoch": 0, "weights": "trained"}, retain=[0])
    again = a_model()
    history, _ = fit(again, second, epochs=5, listed=listed)
    second.close()
    assert second.attaches[0]["resume"]["epoch"] == 2 and history.epoch == [2, 3, 4]
    for kept, now in zip(first[0], again.get_weights()):
        np.testing.assert_array_equal(kept, now)
    assert not (tmp_path / "backup").exists(), "as Keras, which deletes it at a normal end"


def test_a_checkpoint_of_a_run_that_has_ended_goes_on_as_a_new_run(service: FakeService, tmp_path: Path) -> None:
    save = {"type": "SaveCheckpoint", "name": "a.keras", "weights": "trained", "weights_only": False}
    service.decide = when("EpochEnded", 1, save, callbacks=[{"type": "EarlyStopping", "state": {"wait": 2}}])
    fit(a_model(), service, epochs=2, directory=tmp_path)
    second = FakeService()
    second.refuse.append((409, "run-ended"))
    fit(keras.models.load_model(tmp_path / "a.keras"), second, epochs=4, resume=tmp_path / "a.keras")
    second.close()
    body = second.attaches[0]
    assert "resume" not in body and body["callbacks"] == [{"type": "EarlyStopping", "state": {"wait": 2}}]
    assert [event["epoch"] for event in second.of("EpochEnded")] == [2, 3]
    assert second.batches[0]["step"] == 9 and second.of("EpochEnded")[0]["learning_rate"] == pytest.approx(0.1)


def test_the_end_is_said_when_an_exception_is_caught_outside_of_fit(service: FakeService) -> None:
    model = a_model()
    boom = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        model.fit(ROWS, TARGETS, verbose=0, callbacks=[epochal_keras.Callback(callbacks=[], url=service.url), boom])
    service.until(lambda: bool(service.of("RunEnded")))
    assert service.events[-1]["status"] == "failed"


@pytest.mark.parametrize(
    ("raised", "status", "reason"),
    [("ValueError('bad rows')", "failed", "ValueError: bad rows"), ("KeyboardInterrupt()", "cancelled", "")],
)
def test_the_end_is_said_when_the_process_ends(service: FakeService, raised: str, status: str, reason: str) -> None:
    program = f"""
        import keras, numpy as np, epochal.keras
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        def boom(epoch, logs):
            raise {raised}
        model.fit(np.ones((8, 3)), np.ones((8, 1)), verbose=0, callbacks=[
            epochal.keras.Callback(callbacks=[], url="{service.url}"),
            keras.callbacks.LambdaCallback(on_epoch_end=boom)])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    assert service.events[-1]["type"] == "RunEnded", done.stderr
    assert service.events[-1]["status"] == status and reason in service.events[-1]["reason"]


def test_a_user_pauses_resumes_and_cancels(service: FakeService) -> None:
    service.command("PauseTraining")
    threading.Timer(0.4, lambda: service.command("ResumeTraining")).start()
    threading.Timer(0.8, lambda: service.command("CancelRun", reason="enough")).start()
    begun = time.monotonic()
    model = a_model()
    slow = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: time.sleep(0.05))
    one = epochal_keras.Callback(callbacks=[], url=service.url)
    model.fit(ROWS, TARGETS, epochs=100, batch_size=8, verbose=0, callbacks=[one, slow])
    assert 0.8 < time.monotonic() - begun < 10
    assert (service.events[-1]["status"], service.events[-1]["reason"]) == ("cancelled", "enough")
    assert [a["outcome"] for a in service.of("CommandApplied")] == ["applied"] * 3


def test_a_failing_verdict_raises_as_keras_does(service: FakeService) -> None:
    service.decide = when("EpochEnded", 0, {"type": "FailRun", "reason": "NaN loss encountered."})
    with pytest.raises(RuntimeError, match="NaN loss"):
        fit(a_model(), service)
    assert service.events[-1]["status"] == "failed"


def test_histograms_count_every_value(service: FakeService) -> None:
    service.decide = when("EpochEnded", 0, {"type": "SummarizeWeights", "weights": "trained", "images": False})
    fit(a_model(), service, epochs=1)
    histograms = service.of("WeightsSummarized")[0]["histograms"]
    assert [sum(bucket[2] for bucket in h["buckets"]) for h in histograms] == [12, 4, 4, 1]
    assert all(len(h["buckets"]) == 30 for h in histograms)


def test_the_history_holds_what_callbacks_wrote(service: FakeService) -> None:
    service.decide = when(
        "EpochEnded", 0, recordings=[{"position": 0, "logs": {"loss": 1.0, "learning_rate": 0.5}}], callbacks=[]
    )
    history, _ = fit(a_model(), service, epochs=1)
    assert history.history["learning_rate"] == [0.5] and history.history["loss"] != [1.0]
