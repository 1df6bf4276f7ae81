"""Random programs with random lists of callbacks: once with Keras' own, once decided by the service. Everything must be equal.

Needs a running service: EPOCHAL_URL. EPOCHAL_CASES is how many programs (12), EPOCHAL_SEED where they begin (0). EPOCHAL_RECORDED is
the folder where the service's files are (EPOCHAL_HOME of a local stack); without it CSV files and event files are not compared.
Keras' RemoteMonitor needs requests, its TensorBoard TensorFlow, on each backend: without them they are not drawn.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numpy", reason="NumPy is not installed")
pytest.importorskip("keras", reason="Keras is not installed")

from comparison import compare  # noqa: E402
from random_programs import Program  # noqa: E402
from recorders import HAS_REQUESTS, HAS_TENSORFLOW  # noqa: E402

CASES = int(os.environ.get("EPOCHAL_CASES", "12"))
SEED = int(os.environ.get("EPOCHAL_SEED", "0"))
pytestmark = [
    pytest.mark.skipif(not os.environ.get("EPOCHAL_URL"), reason="EPOCHAL_URL is not set: nothing was compared with Keras"),
    pytest.mark.filterwarnings("ignore"),
]  # fmt: skip

STOP = {"type": "EarlyStopping", "monitor": "loss", "mode": "max", "patience": 1, "restore_best_weights": True}
BEST = {"type": "ModelCheckpoint", "monitor": "loss", "mode": "min", "filepath": "{epoch}.weights.h5",
        "save_best_only": True, "save_weights_only": True}  # fmt: skip
AT_BATCHES = {"type": "ModelCheckpoint", "filepath": "{epoch}-{batch}.weights.h5", "save_weights_only": True, "save_freq": 4}
SCHEDULE = {"type": "LearningRateScheduler", "schedule": {"0": 0.1, "2": 0.05, "3": 0.02}}
SHOWN = {"type": "TensorBoard", "log_dir": "shown", "histogram_freq": 2, "update_freq": "batch", "write_graph": False}
POSTED = {"type": "RemoteMonitor", "path": "/posted", "send_as_json": True}
REDUCE = {"type": "ReduceLROnPlateau", "monitor": "loss", "mode": "max", "patience": 1, "factor": 0.5}
SWAP, SWAP_ON_EPOCH = ({"type": "SwapEMAWeights", "swap_on_epoch": on_epoch} for on_epoch in (False, True))

# Each was different once.
KINDS: dict[str, dict[str, Any]] = {
    "no epoch at all": {"fit": {"epochs": 0}, "callbacks": [STOP, SCHEDULE]},
    "a later epoch comes first": {"fit": {"epochs": 5, "initial_epoch": 2}, "callbacks": [SCHEDULE, STOP]},
    "the first epoch is behind the last": {"fit": {"epochs": 2, "initial_epoch": 3}, "callbacks": [SCHEDULE]},
    "what was best stays so in the next fit": {"fit": {"epochs": 3}, "again": "new model", "callbacks": [BEST, STOP]},
    "batches since a save go on in the next fit": {"fit": {"epochs": 1}, "again": "same model", "callbacks": [AT_BATCHES]},
    "calls that are no multiple": {"fit": {"epochs": 4}, "steps_per_execution": 3, "callbacks": [AT_BATCHES]},
    "two swaps": {"fit": {"epochs": 3}, "use_ema": True, "callbacks": [SWAP, STOP, SWAP, BEST]},
    "a stop on the average": {"fit": {"epochs": 6}, "use_ema": True, "callbacks": [SWAP_ON_EPOCH, STOP, BEST]},
    "a stop by another callback on the average": {
        "fit": {"epochs": 6}, "use_ema": True, "beside": "stop", "beside_at": 2, "callbacks": [SWAP_ON_EPOCH, SCHEDULE],
    },
    "averages in the next fit": {"fit": {"epochs": 2}, "use_ema": True, "again": "same model", "callbacks": [SWAP_ON_EPOCH]},
}  # fmt: skip
if HAS_TENSORFLOW:
    KINDS["a TensorBoard of batches and weights"] = {"fit": {"epochs": 4}, "callbacks": [REDUCE, SHOWN, STOP]}
    KINDS["a TensorBoard of each third batch"] = {"fit": {"epochs": 4}, "callbacks": [{**SHOWN, "update_freq": 3}]}
if HAS_REQUESTS:
    KINDS["a RemoteMonitor behind what sets the rate"] = {"fit": {"epochs": 3}, "callbacks": [REDUCE, POSTED]}
    KINDS["a RemoteMonitor of a loss that diverges"] = {"fit": {"epochs": 3}, "rate": 1e30, "callbacks": [POSTED]}


def program_of(**own: Any) -> Program:
    """Nothing of it is random but its rows."""
    program = Program(1)
    vars(program).update(
        kind="one", use_ema=False, scheduled=False, rate=0.05, optimizer="Adam", accumulates=None, steps_per_execution=1,
        validates=True, beside=None, again=None,
    )  # fmt: skip
    vars(program).update(own)
    program.fit = {"batch_size": 8, "validation_split": 0.25, **program.fit}
    return program


def test_a_metric_that_is_called_like_one_of_the_validation_has_no_direction_by_its_name(tmp_path: Path) -> None:
    program = program_of(kind="odd", fit={"epochs": 2}, callbacks=[{**STOP, "monitor": "val_y", "mode": "auto"}])
    assert "has no direction" in compare(program, tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_of_this_kind_does_what_it_does_in_keras(kind: str, tmp_path: Path) -> None:
    assert compare(program_of(**KINDS[kind]), tmp_path) == "equal"


@pytest.mark.parametrize("seed", range(SEED, SEED + CASES))
def test_a_random_program_does_what_it_does_in_keras(seed: int, tmp_path: Path) -> None:
    compare(Program(seed), tmp_path)
