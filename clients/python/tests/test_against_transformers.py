"""The Trainer's own EarlyStoppingCallback, and Keras' EarlyStopping decided by the service: on the same evaluations both stop at the
same step, with the same weights.

Needs a running service: EPOCHAL_URL. EPOCHAL_CASES is how many random programs (12), EPOCHAL_SEED where they begin (0).
"""

from __future__ import annotations

import math
import os
import random
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
transformers = pytest.importorskip("transformers", reason="Transformers is not installed")

import epochal.transformers  # noqa: E402

CASES = int(os.environ.get("EPOCHAL_CASES", "12"))
SEED = int(os.environ.get("EPOCHAL_SEED", "0"))
pytestmark = [
    pytest.mark.skipif(not os.environ.get("EPOCHAL_URL"), reason="EPOCHAL_URL is not set: nothing was compared with Transformers"),
    pytest.mark.filterwarnings("ignore"),
]  # fmt: skip
EPOCHS = 8


class Line(torch.nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.layer = torch.nn.Linear(3, 1)

    def forward(self, x: Any, labels: Any = None) -> Any:
        return {"loss": (self.layer(x) - labels).square().mean(), "logits": self.layer(x)}


def trained(folder: Path, scores: list[float], greater: bool, callback: Any, **more: Any) -> tuple[int, Any]:
    """The step at which training ended, and the weights. scores: of each evaluation."""
    rows = [{"x": torch.ones(3) * (i + 1), "labels": torch.zeros(1)} for i in range(8)]
    ahead = iter(scores)
    arguments = transformers.TrainingArguments(
        str(folder), num_train_epochs=EPOCHS, per_device_train_batch_size=4, eval_strategy="epoch", logging_steps=1, report_to=[],
        use_cpu=True, disable_tqdm=True, lr_scheduler_type="constant", learning_rate=0.001, metric_for_best_model="score",
        greater_is_better=greater, **more,
    )  # fmt: skip
    trainer = transformers.Trainer(
        Line(), arguments, train_dataset=rows, eval_dataset=rows, callbacks=[callback],
        compute_metrics=lambda predicted: {"score": next(ahead)},
    )  # fmt: skip
    trainer.train()
    return trainer.state.global_step, trainer.model.layer.weight.detach().tolist()


def compared(folder: Path, scores: list[float], patience: int, greater: bool, threshold: float = 0.0) -> tuple[Any, Any]:
    own = transformers.EarlyStoppingCallback(patience, threshold)
    theirs = trained(folder / "own", scores, greater, own, save_strategy="epoch", load_best_model_at_end=True)
    stopping = {
        "type": "EarlyStopping", "monitor": "val_score", "mode": "max" if greater else "min", "patience": patience,
        "min_delta": threshold, "restore_best_weights": True,
    }  # fmt: skip
    decided = epochal.transformers.Callback(
        [stopping], os.environ["EPOCHAL_URL"], metrics=["score"], name="against-transformers"
    )
    return theirs, trained(folder / "ours", scores, greater, decided, save_strategy="no")


@pytest.mark.parametrize("seed", range(SEED, SEED + CASES))
def test_a_random_program_stops_where_the_trainers_own_callback_stops_it(seed: int, tmp_path: Path) -> None:
    pick = random.Random(seed)
    scores = [pick.random(), *(pick.choice([0.1, 0.2, 0.3, pick.random(), math.inf, math.nan]) for _ in range(EPOCHS - 1))]
    patience, greater = pick.randint(1, 3), pick.random() < 0.5
    theirs, ours = compared(tmp_path, scores, patience, greater)
    assert ours == theirs, f"{scores}, patience {patience}, {'max' if greater else 'min'}"


def test_a_first_evaluation_that_is_no_number_counts_in_keras_only(tmp_path: Path) -> None:
    theirs, ours = compared(tmp_path, [math.nan, 0.3, 0.4, 0.2, 0.5, 0.6, 0.7, 0.8], 2, greater=True)
    assert (theirs[0], ours[0]) == (16, 6)


def test_with_a_threshold_the_trainers_own_best_moves_with_each_evaluation(tmp_path: Path) -> None:
    """docs/keras.md says so: Keras' best stays until the value is better by min_delta."""
    slowly = [0.10, 0.14, 0.18, 0.22, 0.26, 0.30, 0.34, 0.38]
    theirs, ours = compared(tmp_path, slowly, 2, greater=True, threshold=0.05)
    assert (theirs[0], ours[0]) == (6, 16)
