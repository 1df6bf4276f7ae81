"""Wine cultivars in Lightning, with the callbacks decided by Epochal's service instead of inside this process.

    python examples/lightning/train.py [--devices 2] [--resume best.ckpt]
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import lightning.pytorch as pl
import torch
from torch.utils.data import DataLoader, TensorDataset

import epochal.lightning

CALLBACKS = [
    {"type": "EarlyStopping", "monitor": "val_loss", "patience": 5, "restore_best_weights": True},
    {"type": "ReduceLROnPlateau", "monitor": "val_loss", "factor": 0.5, "patience": 2},
    {"type": "ModelCheckpoint", "filepath": "best.ckpt", "monitor": "val_loss", "save_best_only": True},
]


class Cultivars(pl.LightningModule):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(13, 32), torch.nn.ReLU(), torch.nn.Linear(32, 3))

    def measured(self, batch: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
        rows, classes = batch
        scores = self.layers(rows)
        return torch.nn.functional.cross_entropy(scores, classes), (scores.argmax(1) == classes).float().mean()

    def training_step(self, batch: list[torch.Tensor], index: int) -> torch.Tensor:
        loss, accuracy = self.measured(batch)
        self.log_dict({"loss": loss, "accuracy": accuracy}, on_step=False, on_epoch=True, sync_dist=True)
        return loss

    def validation_step(self, batch: list[torch.Tensor], index: int) -> None:
        loss, accuracy = self.measured(batch)
        self.log_dict({"val_loss": loss, "val_accuracy": accuracy}, sync_dist=True)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.Adam(self.parameters(), lr=0.01)


def wine() -> TensorDataset:
    file = Path(__file__).parents[1] / "your-model" / "wine.csv"
    with file.open() as lines:
        rows = list(csv.reader(lines))[1:]
    x = torch.tensor([[float(value) for value in row[:13]] for row in rows])
    cultivars = sorted({row[13] for row in rows})
    return TensorDataset((x - x.mean(0)) / x.std(0), torch.tensor([cultivars.index(row[13]) for row in rows]))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--epochs", type=int, default=50)
    arguments.add_argument("--devices", type=int, default=1)
    arguments.add_argument("--resume", help="a checkpoint to go on from, with the callbacks as they stood")
    given = arguments.parse_args()
    pl.seed_everything(7)
    training, validation = torch.utils.data.random_split(wine(), [0.8, 0.2])
    service = epochal.lightning.Callback(metrics=["accuracy"], callbacks=CALLBACKS, name="wine")
    trainer = pl.Trainer(
        max_epochs=given.epochs, callbacks=[service], accelerator="cpu", devices=given.devices, logger=False,
        enable_checkpointing=False, enable_progress_bar=False, log_every_n_steps=1,
    )  # fmt: skip
    trainer.fit(
        Cultivars(), DataLoader(training, 16, shuffle=True), DataLoader(validation, 16), ckpt_path=given.resume,
        weights_only=False,
    )  # fmt: skip
    if trainer.is_global_zero:
        print(f"run {service.training.run.id}: {trainer.current_epoch} epochs, {trainer.callback_metrics}")


if __name__ == "__main__":
    main()
