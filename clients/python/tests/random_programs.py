"""Random training programs: a model, its data, how `fit` is called, and what else is in the list of callbacks."""

from __future__ import annotations

import random
from typing import Any

import keras
import numpy as np
from random_callbacks import Draw

ROWS = 48


class Program:
    """One random program. The same seed is the same program."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = pick = random.Random(seed)
        self.kind = pick.choice(["one", "one", "one", "two", "odd", "written"])
        self.use_ema = pick.random() < 0.3
        self.scheduled = pick.random() < 0.1
        self.rate = pick.choice([0.3, 0.05, 0.01]) if pick.random() < 0.9 else 1e30
        self.optimizer = pick.choice(["SGD", "Adam", "RMSprop"])
        self.accumulates = pick.choice([None, None, None, 2])
        steps = pick.choice([1, 1, 1, 2, 3, 8])
        self.steps_per_execution = 1 if keras.backend.backend() == "torch" else steps
        self.fit = self.fit_arguments()
        self.beside = pick.choice([None] * 6 + ["stop", "stop at a batch", "ValueError", "KeyboardInterrupt"])
        self.beside_at = pick.randint(0, 5)
        self.again = pick.choice([None] * 6 + (["same model"] if self.use_ema else ["same model", "new model"]))
        draw = Draw(pick, self.logs(), self.validates, self.use_ema, self.rate)
        self.callbacks = draw.callbacks(self.scheduled, self.again is not None)
        swaps = any(one.get("swap_on_epoch") for one in self.callbacks)
        if self.use_ema and not swaps and keras.backend.backend() == "jax":
            self.again = None  # Keras cannot train again: a weight and its average are one buffer then, which JAX 0.10 refuses.

    def __str__(self) -> str:
        fit = {key: value for key, value in self.fit.items() if key != "validation_data"}
        return str({**vars(self), "fit": fit, "random": None})

    def fit_arguments(self) -> dict[str, Any]:
        pick = self.random
        fit: dict[str, Any] = {"epochs": pick.choice([0, 1, *range(2, 10), *range(2, 10)]), "batch_size": pick.choice([8, 8, 5])}
        if pick.random() < 0.15:
            fit["initial_epoch"] = pick.randint(1, 4)
        self.validates = pick.random() < 0.8
        if self.validates and self.kind in ("two", "odd"):
            fit["validation_data"] = self.rows(1)
        elif self.validates:
            fit["validation_split"] = 0.25
        if self.validates and pick.random() < 0.2:
            fit["validation_freq"] = pick.choice([2, 3, [1, 3]])
        if self.validates and pick.random() < 0.1:
            fit["validation_steps"] = 1
        if self.kind == "one" and pick.random() < 0.1:
            fit["class_weight"] = {0: 1.0, 1: 3.0}
        if pick.random() < 0.1:
            fit["steps_per_epoch"] = 2
        return fit

    def logs(self) -> dict[str, bool]:
        """The names of the metrics, and whether Keras knows their directions."""
        return {
            "one": {"mae": True, "accuracy": True},
            "two": {"a_mae": False, "b_mse": False, "a_loss": False},
            "odd": {"my metric/é": True, "x": True, "val_y": True},
            "written": {"mean": False, "own": False},
        }[self.kind]

    def rows(self, which: int = 0) -> tuple[Any, Any]:
        rows = np.random.default_rng([self.seed, which])
        x = rows.normal(size=(ROWS, 4)).astype("float32")
        y = rows.integers(0, 2, size=(ROWS, 1)).astype("float32")
        return x, ({"a": y, "b": 1 - y} if self.kind == "two" else y)

    def model(self) -> Any:
        keras.utils.set_random_seed(self.seed)
        inputs = keras.Input((4,))
        # Named, since event files have the names, and Keras counts those that it makes.
        hidden = keras.layers.Dense(6, activation="tanh", name="hidden")(inputs)
        hidden = keras.layers.BatchNormalization(name="norm")(hidden)
        names = ["a", "b"] if self.kind == "two" else ["a"]
        outputs = {name: keras.layers.Dense(1, activation="sigmoid", name=name)(hidden) for name in names}
        model = keras.Model(inputs, outputs if self.kind == "two" else outputs["a"])
        model.compile(
            self.made_optimizer(), "binary_crossentropy", metrics=self.metrics(),
            steps_per_execution=self.steps_per_execution,
        )  # fmt: skip
        return model

    def made_optimizer(self) -> Any:
        rate: Any = self.rate
        if self.scheduled:
            rate = keras.optimizers.schedules.ExponentialDecay(self.rate, 3, 0.9)
        return getattr(keras.optimizers, self.optimizer)(
            rate, use_ema=self.use_ema, gradient_accumulation_steps=self.accumulates
        )

    def metrics(self) -> Any:
        if self.kind == "one":
            return ["mae", "accuracy"]
        if self.kind == "two":
            return {"a": ["mae"], "b": ["mse"]}
        if self.kind == "written":
            return [keras.metrics.MeanMetricWrapper(_own, name="mean"), _own]
        return [keras.metrics.AUC(name="my metric/é"), keras.metrics.Precision(name="x"),
                keras.metrics.MeanSquaredError(name="val_y")]  # fmt: skip

    def train(self, model: Any, callbacks: list[Any]) -> Any:
        x, y = self.rows()
        return model.fit(x, y, verbose=0, callbacks=callbacks, **self.fit)


def _own(true: Any, predicted: Any) -> Any:
    return keras.ops.mean(keras.ops.abs(true - predicted) ** 3, axis=-1)


_own.__name__ = "own"


class Beside(keras.callbacks.Callback):  # type: ignore[misc]
    """In front of all others: stops training or fails, and remembers what each epoch had."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.kind, self.at = program.beside, program.beside_at
        self.seen: list[Any] = []
        self.weights: list[list[Any]] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self.kind == "stop at a batch" and batch >= self.at:
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.seen.append((epoch, {name: float(value) for name, value in logs.items()}))
        self.weights.append(self.model.get_weights())
        if epoch >= self.at and self.kind == "stop":
            self.model.stop_training = True
        if epoch >= self.at and self.kind in ("ValueError", "KeyboardInterrupt"):
            raise {"ValueError": ValueError, "KeyboardInterrupt": KeyboardInterrupt}[self.kind]("as drawn")


class Rates(keras.callbacks.Callback):  # type: ignore[misc]
    """Behind all others: the rates that are in effect, of each epoch and of each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.seen.append((epoch, float(self.model.optimizer.learning_rate)))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.seen.append((batch, float(self.model.optimizer.learning_rate)))
