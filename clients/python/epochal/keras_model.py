"""What the service must know of a compiled Keras model, and what commands change in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from epochal.wire import Json, written

BUCKETS = 30
"""Buckets of a histogram, as TensorBoard has them."""


def told(model: Any) -> Json:
    """What `epochal.attach` is told of a model that is about to be trained."""
    names = metric_names(model)
    # Keras looks a monitor up without its `val_`, so a metric that is itself called `val_x` is found as `val_val_x` only.
    known = {("val_" if name.startswith("val_") else "") + name: way for name, way in directions(model).items() if name in names}
    return {
        "metrics": names,
        "directions": known,
        "learning_rate": learning_rate(model),
        "scheduled": is_scheduled(model),
        "use_ema": uses_ema(model),
    }


def metric_names(model: Any) -> list[str]:
    """The names of the compiled metrics in Keras' logs, without the loss.

    Before the first batch Keras on TensorFlow has not made its metrics yet; then they are what `compile` was given.
    """
    compiled, loss = getattr(model, "_compile_metrics", None), getattr(model, "_compile_loss", None)
    losses = [f"{output}_loss" for output in _several(loss)] if loss is not None and not loss.built else []
    if compiled is not None and not compiled.built:
        return losses + [name for name in map(_name, _as_written(compiled)) if name]
    return losses + [name for name in model.get_metrics_result() if name != "loss"]


def directions(model: Any) -> dict[str, str]:
    """ "max" or "min" for the metrics that say so themselves, as Keras' MonitorCallback looks it up: by their names."""
    compiled = getattr(model, "_compile_metrics", None)
    if compiled is None:
        return {}
    objects = compiled.metrics if compiled.built else _as_written(compiled)
    found = ((metric.name, getattr(metric, "_direction", None)) for metric in objects if _is_metric(metric))
    return {name: "max" if direction == "up" else "min" for name, direction in found if direction}


def _as_written(compiled: Any) -> list[Any]:
    """In Keras' order: metrics, then weighted ones. For several outputs the names get theirs in front."""
    given: list[Any] = []
    outputs = _several(compiled)
    for part in (compiled._user_metrics, compiled._user_weighted_metrics):
        if isinstance(part, (list, tuple)) and len(part) == len(outputs):
            part = dict(zip(outputs, part))
        if isinstance(part, dict) and outputs:
            for output, metrics in part.items():
                given.extend(f"{output}_{_name(metric)}" for metric in keras.tree.flatten(metrics) if metric is not None)
        else:
            given.extend(keras.tree.flatten(part or []))
    return given


def _several(compiled: Any) -> list[str]:
    """The names of the outputs where there are several."""
    names = list(compiled.output_names or ())
    return names if len(names) > 1 else []


def _is_metric(metric: Any) -> bool:
    return isinstance(metric, keras.metrics.Metric)


def _name(metric: Any) -> str | None:
    if metric is None or isinstance(metric, str):
        return metric
    return getattr(metric, "name", None) or getattr(metric, "__name__", None)


def optimizers(model: Any) -> list[Any]:
    """The optimizers that change the weights: one as a rule, behind a LossScaleOptimizer if there is one."""
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    return list(getattr(optimizer, "optimizers", [optimizer]))


def is_scheduled(model: Any) -> bool:
    """Whether no callback may set the learning rate: a schedule does, or there are several optimizers."""
    all_ = optimizers(model)
    return len(all_) > 1 or not isinstance(all_[0]._learning_rate, keras.Variable)


def learning_rate(model: Any) -> float:
    """The optimizer's; with a schedule that of the next batch."""
    return float(keras.ops.convert_to_numpy(optimizers(model)[0].learning_rate))


def uses_ema(model: Any) -> bool:
    """Whether an optimizer keeps a moving average of the weights."""
    return any(getattr(optimizer, "use_ema", False) for optimizer in optimizers(model))


def take_for_averages(model: Any) -> None:
    """The averages become what the weights are."""
    swap = keras.callbacks.SwapEMAWeights()
    swap.set_model(model)
    swap._finalize_ema_values()


def part_averages(model: Any) -> None:
    """Gives averages that share memory with the weights memory of their own, as Keras' swap at an epoch's begin does by the way.

    Keras' end of `fit` makes one buffer both, and JAX refuses to train with that.
    """
    for optimizer in optimizers(model):
        if keras.backend.backend() == "jax" and getattr(optimizer, "use_ema", False) and optimizer.built:
            for average in optimizer._model_variables_moving_average:
                average.assign(np.array(keras.ops.convert_to_numpy(average)))


def weights(model: Any, which: str = "trained") -> list[Any]:
    """Copies, in the order of `model.weights`. "averaged" has the moving averages where there are any."""
    if which != "averaged":
        return list(model.get_weights())
    averages: dict[int, Any] = {}
    for optimizer in optimizers(model):
        if getattr(optimizer, "use_ema", False) and optimizer.built:
            pairs = zip(optimizer._trainable_variables, optimizer._model_variables_moving_average)
            averages.update((id(variable), average) for variable, average in pairs)
    return [np.array(keras.ops.convert_to_numpy(averages.get(id(weight), weight))) for weight in model.weights]


def histograms(model: Any, which: str) -> list[Json]:
    """As `WeightsSummarized` has them: of each weight, buckets with their edges and counts."""
    return [
        {"weight": weight.path, "buckets": list(_buckets(np.ravel(values)))}
        for weight, values in zip(model.weights, weights(model, which))
        if values.size
    ]


def _buckets(values: Any) -> Iterator[list[float | str]]:
    low, high = float(values.min()), float(values.max())
    if not np.isfinite([low, high]).all():
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    if low == high:  # A single value belongs to the last bucket.
        counts = np.zeros(BUCKETS)
        counts[-1] = values.size
    else:
        counts, _ = np.histogram(values, bins=BUCKETS, range=(low, high))
    width = (high - low) / BUCKETS
    for i, count in enumerate(counts):
        right = high if i == BUCKETS - 1 else low + (i + 1) * width
        yield [written(low + i * width), written(right), float(count)]
