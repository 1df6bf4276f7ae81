"""Transformers for `./epochal conformance -- python clients/python/conformance/transformers_program.py {folder}`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import torch
from transformers import Trainer, TrainingArguments

import epochal.transformers


class Line(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(3, 1)

    def forward(self, x: torch.Tensor, labels: Any = None) -> dict[str, torch.Tensor]:
        time.sleep(0.05 if self.training else 0)
        return {"loss": (self.layer(x) - labels).square().mean(), "logits": self.layer(x)}


folder = Path(sys.argv[1])
torch.manual_seed(7)
newest = max(folder.glob("checkpoint-*"), key=lambda one: one.stat().st_mtime, default=None)
rows = [{"x": torch.ones(3), "labels": torch.ones(1)} for _ in range(32)]
settings = TrainingArguments(
    str(folder), num_train_epochs=6, per_device_train_batch_size=4, eval_strategy="epoch", save_strategy="no",
    logging_steps=1, learning_rate=0.01, lr_scheduler_type="constant", use_cpu=True, report_to=[], disable_tqdm=True,
)  # fmt: skip
service = epochal.transformers.Callback(
    [{"type": "EarlyStopping", "patience": 50, "restore_best_weights": True}], batches=True
)
with service:
    Trainer(Line(), settings, train_dataset=rows, eval_dataset=rows, callbacks=[service]).train(
        resume_from_checkpoint=str(newest) if newest else None
    )
