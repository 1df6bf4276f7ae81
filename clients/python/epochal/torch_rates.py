"""Learning rates of PyTorch's optimizers, and of the schedulers that would set them again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from epochal.errors import Refused

# Schedulers whose next rate is the present one, or their base rate, times a factor: scaled, they go on from a new rate.
SCALABLE = frozenset(
    {"LambdaLR", "MultiplicativeLR", "StepLR", "MultiStepLR", "ConstantLR", "LinearLR", "ExponentialLR", "PolynomialLR",
     "CosineAnnealingLR", "ReduceLROnPlateau"}
)  # fmt: skip


def rate(optimizers: Iterable[Any]) -> float:
    """That of the first parameter group; 0 where there is none."""
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            return float(group["lr"])
    return 0.0


def unscalable(schedulers: Iterable[Any]) -> str | None:
    """Why no command can set the rate, or None: the type of a scheduler that sets it by a rule of its own."""
    for scheduler in map(_plain, schedulers):
        if type(scheduler).__name__ not in SCALABLE or getattr(scheduler, "eta_min", 0.0) != 0.0:
            return f"{type(scheduler).__name__} sets the learning rate"
    return None


def set_rate(optimizers: Iterable[Any], schedulers: Iterable[Any], value: float) -> None:
    """Sets the rate of the first parameter group, and all others, base rates included, in proportion."""
    optimizers, schedulers = list(optimizers), list(map(_plain, schedulers))
    why = unscalable(schedulers)
    if why:
        raise Refused(why)
    before = rate(optimizers)
    differ = any(float(group["lr"]) != before for optimizer in optimizers for group in optimizer.param_groups)
    if before == 0 and (differ or schedulers):
        raise Refused("the learning rate is 0 here, so others cannot be set in proportion to it")
    factor = value / before if before else 1.0
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            _scale(group, "lr", before, value, factor)
            if "initial_lr" in group:
                group["initial_lr"] = group["initial_lr"] * factor
    for scheduler in schedulers:
        if hasattr(scheduler, "base_lrs"):
            scheduler.base_lrs = [base * factor for base in scheduler.base_lrs]
        if getattr(scheduler, "_last_lr", None):
            scheduler._last_lr = [float(group["lr"]) for group in scheduler.optimizer.param_groups]


def _scale(group: Any, key: str, before: float, value: float, factor: float) -> None:
    new = value if float(group[key]) == before else float(group[key]) * factor
    if hasattr(group[key], "fill_"):  # A tensor, for compiled optimizers.
        group[key].fill_(new)
    else:
        group[key] = new


def _plain(scheduler: Any) -> Any:
    """Accelerate wraps schedulers."""
    inner = getattr(scheduler, "scheduler", scheduler)
    return inner if hasattr(inner, "optimizer") else scheduler
