"""A tiny text classifier with Hugging Face's Trainer, with the callbacks decided by Epochal's service.

    python examples/transformers/train.py [--resume out/checkpoint-24]

The model and its sentences are made on the spot, so nothing is downloaded.
"""

from __future__ import annotations

import argparse
import random

import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

import epochal.transformers

CALLBACKS = [
    {"type": "EarlyStopping", "monitor": "val_loss", "patience": 3, "restore_best_weights": True},
    {"type": "ReduceLROnPlateau", "monitor": "val_loss", "factor": 0.5, "patience": 1},
    {"type": "ModelCheckpoint", "filepath": "best", "monitor": "val_loss", "save_best_only": True},
]
WORDS, LENGTH = 64, 12


def sentences(count: int, seed: int) -> list[dict[str, torch.Tensor]]:
    """Those that begin with a word of the first half are of class 1; one in ten is labelled wrong."""
    pick = random.Random(seed)
    made = []
    for _ in range(count):
        words = torch.tensor([pick.randrange(WORDS) for _ in range(LENGTH)])
        label = int(words[0] < WORDS // 2) ^ (pick.random() < 0.1)
        made.append({"input_ids": words, "labels": torch.tensor(label)})
    return made


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", default="out")
    arguments.add_argument("--epochs", type=int, default=20)
    arguments.add_argument("--resume", help="a checkpoint of the Trainer to go on from, with the callbacks as they stood")
    given = arguments.parse_args()
    torch.manual_seed(7)
    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    model = BertForSequenceClassification(BertConfig(vocab_size=WORDS, max_position_embeddings=LENGTH, **shape))
    settings = TrainingArguments(
        given.out, num_train_epochs=given.epochs, per_device_train_batch_size=16, eval_strategy="epoch",
        save_strategy="no", logging_steps=8, learning_rate=2e-3, lr_scheduler_type="constant", use_cpu=True,
        report_to=[], disable_tqdm=True,
    )  # fmt: skip
    service = epochal.transformers.Callback(callbacks=CALLBACKS, name="sentences")
    trainer = Trainer(
        model, settings, train_dataset=sentences(256, 1), eval_dataset=sentences(64, 2),
        compute_metrics=lambda p: {"accuracy": float((p.predictions.argmax(-1) == p.label_ids).mean())},
        callbacks=[service],
    )  # fmt: skip
    with service:
        trainer.train(resume_from_checkpoint=given.resume)
    print(f"run {service.training.run.id}: {trainer.state.global_step} steps, {trainer.evaluate()}")


if __name__ == "__main__":
    main()
