"""Rates of PyTorch's optimizers, and Lightning and Transformers against a service by the contract."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import epochal
import pytest
from fake_service import FakeService, Json, verdict

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from epochal.torch_rates import rate, set_rate, unscalable  # noqa: E402

STOP = {"type": "StopTraining", "reason": "enough"}


def when(type_: str, number: int, *commands: Json, **fields: Any) -> Any:
    def decide(event: Json) -> Json:
        key = "step" if event["type"] == "BatchReached" else "epoch"
        hit = event["type"] == type_ and (type_ == "TrainingEnded" or event[key] == number)
        return verdict(event, *(commands if hit else ()), **fields)

    return decide


def optimizer(*rates: float) -> Any:
    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": one} for one in rates]
    return torch.optim.SGD(groups)


def test_a_rate_reaches_every_parameter_group_in_proportion() -> None:
    two = optimizer(0.1, 0.01)
    set_rate([two], [], 0.05)
    assert [group["lr"] for group in two.param_groups] == [0.05, pytest.approx(0.005)]


def test_a_scheduler_goes_on_from_the_new_rate() -> None:
    one = optimizer(0.1)
    scheduler = torch.optim.lr_scheduler.LambdaLR(one, lambda step: 0.5**step)
    one.step()
    scheduler.step()
    set_rate([one], [scheduler], 0.2)
    assert rate([one]) == 0.2 and scheduler.get_last_lr() == [0.2]
    scheduler.step()
    assert rate([one]) == pytest.approx(0.1)


def test_a_scheduler_with_a_rule_of_its_own_refuses() -> None:
    one = optimizer(0.1)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(one, 0.1, total_steps=10)
    assert unscalable([scheduler]) == "OneCycleLR sets the learning rate"
    with pytest.raises(epochal.Refused, match="OneCycleLR"):
        set_rate([one], [scheduler], 0.5)


# Lightning


def lightning_fit(service: FakeService, tmp_path: Path, epochs: int = 3, ckpt: Any = None, **more: Any) -> Any:
    pl = pytest.importorskip("lightning.pytorch", reason="Lightning is not installed")
    from epochal.lightning import Callback

    class Line(pl.LightningModule):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(3)
            self.layer = torch.nn.Linear(3, 1)

        def training_step(self, batch: Any, index: int) -> Any:
            loss = self.layer(batch).square().mean()
            self.log("loss", loss, on_epoch=True, on_step=False)
            return loss

        def validation_step(self, batch: Any, index: int) -> None:
            self.log("val_loss", self.layer(batch).square().mean())

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), lr=0.1)

    rows = torch.utils.data.DataLoader(torch.ones(12, 3), batch_size=4)
    listed = more.pop("callbacks", [{"type": "EarlyStopping"}])
    one = Callback(listed, service.url, directory=tmp_path, **more)
    trainer = pl.Trainer(
        max_epochs=epochs, callbacks=[one], accelerator="cpu", logger=False, enable_checkpointing=False,
        enable_progress_bar=False, enable_model_summary=False, default_root_dir=tmp_path,
    )  # fmt: skip
    module = Line()
    trainer.fit(module, rows, rows, ckpt_path=ckpt)
    return trainer, module, one


def test_lightning_says_its_epochs_and_its_end(service: FakeService, tmp_path: Path) -> None:
    lightning_fit(service, tmp_path)
    said = service.of("EpochEnded")
    assert [(event["epoch"], event["step"], event["last"]) for event in said] == [
        (0, 3, False),
        (1, 6, False),
        (2, 9, True),
    ]
    assert set(said[0]["metrics"]) == {"loss", "val_loss"} and len(service.batches) == 9
    assert service.attaches[0]["params"]["learning_rate"] == 0.1
    assert service.events[-1]["status"] == "completed"


def test_lightning_stops_at_the_batch(service: FakeService, tmp_path: Path) -> None:
    service.decide = when("BatchReached", 2, STOP, ask={"at_step": 2, "at_non_finite_loss": False})
    trainer, _, _ = lightning_fit(service, tmp_path, epochs=9)
    assert trainer.global_step == 2 and service.events[-1]["status"] == "stopped_early"


def test_lightning_obeys_rates_saves_and_restores(service: FakeService, tmp_path: Path) -> None:
    save = {"type": "SaveCheckpoint", "name": "best", "weights": "trained", "weights_only": False}

    def decide(event: Json) -> Json:
        if event["type"] == "EpochEnded" and event["epoch"] == 0:
            return verdict(event, save, {"type": "SetLearningRate", "value": 0.05}, retain=[0])
        restore = [{"type": "RestoreWeights", "epoch": 0, "weights": "trained"}]
        return verdict(event, *(restore if event["type"] == "TrainingEnded" else []), retain=[0])

    service.decide = decide
    trainer, module, one = lightning_fit(service, tmp_path)
    assert rate(trainer.optimizers) == pytest.approx(0.05)
    stored = torch.load(tmp_path / "best.ckpt", weights_only=False)
    assert torch.equal(stored["state_dict"]["layer.weight"], module.layer.weight)
    assert service.of("CheckpointSaved")[0]["key"] == (tmp_path / "best.ckpt").as_uri()
    assert service.events[-1]["restored_epoch"] == 0

    second = FakeService()
    trainer, _, _ = lightning_fit(second, tmp_path, epochs=4, ckpt=tmp_path / "best.ckpt")
    second.close()
    body = second.attaches[0]
    assert body["resume"]["epoch"] == 1 and body["resume"]["step"] == 3
    assert [event["epoch"] for event in second.of("EpochEnded")] == [1, 2, 3]
    assert second.of("EpochEnded")[0]["learning_rate"] == pytest.approx(0.05)


def test_lightning_tells_an_exception(service: FakeService, tmp_path: Path) -> None:
    service.decide = when("EpochEnded", 1, {"type": "FailRun", "reason": "NaN loss encountered."})
    with pytest.raises(epochal.RunFailed, match="NaN loss"):
        lightning_fit(service, tmp_path)
    assert service.events[-1]["status"] == "failed"


def test_lightning_rounds_can_be_evaluations(service: FakeService, tmp_path: Path) -> None:
    lightning_fit(service, tmp_path, unit="evaluation")
    assert service.attaches[0]["unit"] == "evaluation" and len(service.of("EpochEnded")) == 3


TWO_RANKS = """
    import os, sys, torch, lightning.pytorch as pl
    from epochal.lightning import Callback
    class Line(pl.LightningModule):
        def __init__(self):
            super().__init__()
            torch.manual_seed(3)
            self.layer = torch.nn.Linear(3, 1)
        def training_step(self, batch, index):
            loss = self.layer(batch).square().mean()
            self.log("loss", loss, on_epoch=True, sync_dist=True)
            return loss
        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.1)
    trainer = pl.Trainer(max_epochs=9, callbacks=[Callback([], "{url}", directory="{folder}", validates=False)],
        accelerator="cpu", devices=2, strategy="ddp", logger=False, enable_checkpointing=False,
        enable_progress_bar=False, enable_model_summary=False, default_root_dir="{folder}")
    module = Line()
    trainer.fit(module, torch.utils.data.DataLoader(torch.ones(16, 3), batch_size=4))
    rate = trainer.optimizers[0].param_groups[0]["lr"]
    with open(f"{folder}/rank-{{trainer.global_rank}}.txt", "w") as out:
        print(trainer.global_step, rate, module.layer.weight.detach().tolist(), file=out)
"""


def test_two_ranks_stop_set_save_and_restore_at_the_same_step(service: FakeService, tmp_path: Path) -> None:
    pytest.importorskip("lightning.pytorch", reason="Lightning is not installed")
    save = {"type": "SaveCheckpoint", "name": "best", "weights": "trained", "weights_only": False}

    def decide(event: Json) -> Json:
        if event["type"] == "EpochEnded" and event["epoch"] == 0:
            return verdict(event, save, {"type": "SetLearningRate", "value": 0.03125}, retain=[0])
        if event["type"] == "EpochEnded" and event["epoch"] == 2:
            return verdict(event, STOP, retain=[0])
        restore = [{"type": "RestoreWeights", "epoch": 0, "weights": "trained"}]
        return verdict(event, *(restore if event["type"] == "TrainingEnded" else []), retain=[0])

    service.decide = decide
    program = tmp_path / "train.py"
    program.write_text(textwrap.dedent(TWO_RANKS.format(url=service.url, folder=tmp_path)))
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:]
    ranks = [(tmp_path / f"rank-{rank}.txt").read_text() for rank in (0, 1)]
    assert ranks[0] == ranks[1] and ranks[0].startswith("6 0.03125")
    assert len(service.attaches) == 1 and service.events[-1]["restored_epoch"] == 0
    stored = torch.load(tmp_path / "best.ckpt", weights_only=False)["state_dict"]["layer.weight"].tolist()
    assert str(stored) in ranks[0]


# Transformers


def transformers_trainer(service: FakeService, tmp_path: Path, callbacks: Any = (), **more: Any) -> Any:
    transformers = pytest.importorskip("transformers", reason="Transformers is not installed")
    from epochal.transformers import Callback

    class Line(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(3)
            self.layer = torch.nn.Linear(3, 1)

        def forward(self, x: Any, labels: Any = None) -> Any:
            return {"loss": (self.layer(x) - labels).square().mean(), "logits": self.layer(x)}

    rows = [{"x": torch.ones(3), "labels": torch.zeros(1)} for _ in range(8)]
    arguments = transformers.TrainingArguments(
        str(tmp_path), num_train_epochs=3, per_device_train_batch_size=4, eval_strategy="epoch", logging_steps=1,
        report_to=[], use_cpu=True, disable_tqdm=True, lr_scheduler_type="constant", learning_rate=0.1,
        save_strategy="no", **more,
    )  # fmt: skip
    one = Callback([{"type": "EarlyStopping"}], service.url)
    trainer = transformers.Trainer(
        Line(), arguments, train_dataset=rows, eval_dataset=rows, callbacks=[one, *callbacks]
    )
    return trainer, one


def test_transformers_says_its_evaluations_and_its_end(service: FakeService, tmp_path: Path) -> None:
    trainer, _ = transformers_trainer(service, tmp_path)
    trainer.train()
    said = service.of("EpochEnded")
    assert [(event["epoch"], event["step"], event["last"]) for event in said] == [
        (0, 2, False),
        (1, 4, False),
        (2, 6, True),
    ]
    assert set(said[0]["metrics"]) == {"loss", "val_loss"}
    assert service.attaches[0]["unit"] == "evaluation" and service.events[-1]["status"] == "completed"


def test_transformers_stops_sets_rates_saves_and_restores(service: FakeService, tmp_path: Path) -> None:
    save = {"type": "SaveCheckpoint", "name": "best", "weights": "trained", "weights_only": False}

    def decide(event: Json) -> Json:
        if event["type"] == "EpochEnded" and event["epoch"] == 0:
            return verdict(event, save, {"type": "SetLearningRate", "value": 0.0625}, retain=[0])
        if event["type"] == "EpochEnded":
            return verdict(event, STOP, retain=[0])
        restore = [{"type": "RestoreWeights", "epoch": 0, "weights": "trained"}]
        return verdict(event, *(restore if event["type"] == "TrainingEnded" else []), retain=[0])

    service.decide = decide
    trainer, _ = transformers_trainer(service, tmp_path)
    trainer.train()
    assert trainer.state.global_step == 4 and rate([trainer.optimizer]) == 0.0625
    folder = tmp_path / "checkpoint-2"
    assert service.of("CheckpointSaved")[0]["key"] == folder.as_uri()
    assert service.of("CheckpointSaved")[0]["names"] == ["best"] and service.of("CheckpointSaved")[0]["bytes"] > 0
    assert service.events[-1]["status"] == "stopped_early" and service.events[-1]["restored_epoch"] == 0
    from safetensors.torch import load_file

    assert torch.equal(load_file(folder / "model.safetensors")["layer.weight"], trainer.model.layer.weight.detach())
    kept = json.loads((folder / "trainer_state.json").read_text())["stateful_callbacks"]["epochal"]
    assert kept["epoch"] == 1 and kept["learning_rate"] == 0.0625

    second = FakeService()
    trainer, _ = transformers_trainer(second, tmp_path)
    trainer.train(resume_from_checkpoint=str(folder))
    second.close()
    assert second.attaches[0]["resume"]["epoch"] == 1 and second.attaches[0]["resume"]["step"] == 2
    assert [event["epoch"] for event in second.of("EpochEnded")] == [1, 2]
    assert rate([trainer.optimizer]) == 0.0625


def test_transformers_tells_an_exception_that_its_trainer_does_not(service: FakeService, tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers", reason="Transformers is not installed")

    class Boom(transformers.TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
            raise ZeroDivisionError

    trainer, _ = transformers_trainer(service, tmp_path, [Boom()])
    with pytest.raises(ZeroDivisionError):
        trainer.train()
    service.until(lambda: bool(service.of("RunEnded")))
    assert service.events[-1]["status"] == "failed"
