"""Lightning for `./epochal conformance -- python clients/python/conformance/lightning_program.py {folder}`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import lightning.pytorch as pl
import torch
from torch.utils.data import DataLoader

import epochal.lightning


class Line(pl.LightningModule):
    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(3, 1)

    def training_step(self, batch: torch.Tensor, index: int) -> torch.Tensor:
        time.sleep(0.05)
        loss = (self.layer(batch) - 1).square().mean()
        self.log("loss", loss, on_epoch=True, on_step=False)
        return loss

    def validation_step(self, batch: torch.Tensor, index: int) -> None:
        self.log("val_loss", (self.layer(batch) - 1).square().mean())

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.parameters(), lr=0.01)


folder = Path(sys.argv[1])
pl.seed_everything(7)
newest = max(folder.rglob("*.ckpt"), key=lambda file: file.stat().st_mtime, default=None)
service = epochal.lightning.Callback(
    [{"type": "EarlyStopping", "patience": 50, "restore_best_weights": True}], directory=folder
)
trainer = pl.Trainer(
    max_epochs=6, callbacks=[service], accelerator="cpu", logger=False, enable_checkpointing=False,
    enable_progress_bar=False, enable_model_summary=False, default_root_dir=folder,
)  # fmt: skip
rows = DataLoader(torch.ones(32, 3), batch_size=4)
trainer.fit(Line(), rows, rows, ckpt_path=newest, weights_only=False)
