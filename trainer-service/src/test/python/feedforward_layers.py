"""Writes ../resources/layers/feedforward.json: what Keras' layers without recurrence make of some inputs, and the gradients.

    pip install keras==3.15.1 jax && KERAS_BACKEND=jax python feedforward_layers.py

Gradients are those of sum(output * coefficients) + activity losses, with coefficients ((7919 * i) mod 13 - 6) / 6 in row-major order.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "jax"
# Compiling takes most of the time.
os.environ["XLA_FLAGS"] = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
import jax
import keras
import numpy as np
from keras import layers as L

random = np.random.default_rng(7)


def numbers(shape, low=None):
    if low is not None:
        return random.integers(low[0], low[1], shape).astype("float32")
    return np.round(random.normal(size=shape), 2).astype("float32")


def tensor(values):
    values = np.asarray(values, "float64")
    return {"shape": list(values.shape), "values": [float(f"{v:.6g}") for v in values.reshape(-1)]}


def coefficients(shape):
    return (((7919 * np.arange(np.prod(shape))) % 13 - 6) / 6).reshape(shape).astype("float32")


def case(layer, shape, mask=None, integers=None):
    x = numbers(shape, integers)
    layer.build(shape)
    for weight in layer.weights:
        weight.assign(numbers(weight.shape))
    trained = [w.value for w in layer.trainable_variables]
    fixed = [w.value for w in layer.non_trainable_variables]
    kwargs = {"mask": np.asarray(mask)} if mask is not None and layer._call_has_mask_arg else {}

    def whole(trained, x):
        output, _ = layer.stateless_call(trained, fixed, x, **kwargs)
        loss = layer.activity_regularizer(output) / len(x) if layer.activity_regularizer else 0.0
        return (output * coefficients(output.shape)).sum() + loss, (output, loss)

    argnums = 0 if integers else (0, 1)
    (_, (output, loss)), gradients = jax.jit(jax.value_and_grad(whole, argnums=argnums, has_aux=True))(trained, x)
    of_weights, of_input = (gradients, None) if integers else gradients
    made = {
        "layer": keras.saving.serialize_keras_object(layer),
        "input": tensor(x),
        "weights": {w.path.split("/", 1)[-1]: tensor(w.value) for w in layer.weights},
        "output": tensor(output),
        "gradients": {w.path.split("/", 1)[-1]: tensor(g) for w, g in zip(layer.trainable_variables, of_weights)},
    }
    if of_input is not None:
        made["input_gradient"] = tensor(of_input)
    if layer.activity_regularizer:
        layer(x)
        assert np.allclose(float(layer.losses[0]), float(loss))
        made["loss"] = float(loss)
    if mask is not None:
        made["mask"] = np.asarray(mask).astype(int).tolist()
    if layer.supports_masking and (mask is not None or hasattr(layer, "mask_zero") or isinstance(layer, L.Masking)):
        out = layer.compute_mask(x, None if mask is None else np.asarray(mask))
        if out is not None:
            made["output_mask"] = np.asarray(out).astype(int).tolist()
    return made


def cases():
    for name in ("linear relu relu6 leaky_relu elu selu celu gelu silu sigmoid hard_sigmoid hard_silu hard_tanh hard_shrink "
                 "soft_shrink tanh_shrink tanh softmax log_softmax log_sigmoid softplus softsign exponential sparse_plus "
                 "sparse_sigmoid sparsemax squareplus mish swish hard_swish").split():
        yield case(L.Activation(name), (3, 5))
    yield case(L.Activation("softmax"), (2, 3, 4))
    yield case(L.Activation("sparsemax"), (2, 3, 4))
    for arguments in ({}, {"max_value": 0.7}, {"max_value": 6}, {"negative_slope": 0.1}, {"threshold": 0.4},
                      {"max_value": 1.1, "negative_slope": 0.2, "threshold": 0.3}, {"negative_slope": 0.2, "threshold": 0.3},
                      {"max_value": 0.5, "negative_slope": 0.2}):
        yield case(L.ReLU(**arguments), (3, 6))
    yield case(L.LeakyReLU(), (3, 5))
    yield case(L.LeakyReLU(negative_slope=0.05), (3, 5))
    yield case(L.ELU(), (3, 5))
    yield case(L.ELU(alpha=0.4), (3, 5))
    yield case(L.PReLU(), (2, 4, 3))
    yield case(L.PReLU(shared_axes=[1]), (2, 4, 3))
    yield case(L.PReLU(shared_axes=[1, 2]), (2, 3, 2, 3))
    yield case(L.Softmax(), (3, 5))
    yield case(L.Softmax(axis=1), (2, 4, 3))
    yield case(L.Softmax(axis=[1, 2]), (2, 3, 2))
    yield case(L.Softmax(axis=[1, 3]), (2, 3, 2, 2))
    yield case(L.Softmax(axis=-2), (2, 3, 2))

    yield case(L.Dense(3), (2, 4))
    yield case(L.Dense(3, activation="tanh", use_bias=False), (2, 4))
    yield case(L.Dense(3, activation="gelu"), (2, 3, 4))
    yield case(L.Dense(2, activity_regularizer="l2"), (2, 2, 3, 4))
    yield case(L.Dense(2), (2, 3, 4), mask=[[1, 1, 0], [1, 0, 0]])
    yield case(L.Embedding(7, 3), (2, 5), integers=(0, 7))
    yield case(L.Embedding(4, 3, mask_zero=True), (2, 5), integers=(0, 4))
    yield case(L.Embedding(4, 3, activity_regularizer=keras.regularizers.L1L2(0.1, 0.2)), (2, 2, 3), integers=(0, 4))
    yield case(L.Masking(), (2, 3, 2), integers=(0, 2))
    yield case(L.Masking(mask_value=1.0), (2, 3, 2), integers=(0, 2))
    yield case(L.Identity(), (2, 3))

    for rank, shape in ((1, (2, 7, 3)), (2, (2, 7, 6, 3))):
        conv, depth, separable, transposed = (
            (L.Conv1D, L.DepthwiseConv1D, L.SeparableConv1D, L.Conv1DTranspose),
            (L.Conv2D, L.DepthwiseConv2D, L.SeparableConv2D, L.Conv2DTranspose))[rank - 1]
        for padding in ("valid", "same"):
            yield case(conv(2, 3, padding=padding), shape)
            yield case(conv(2, 2, padding=padding, activation="relu"), shape)
            yield case(conv(2, 3, strides=2, padding=padding), shape)
            yield case(conv(2, 2, dilation_rate=2, padding=padding), shape)
            yield case(conv(2, 1, strides=3, padding=padding), shape)
            yield case(depth(3, padding=padding), shape)
            yield case(depth(2, strides=2, depth_multiplier=2, padding=padding, activation="elu"), shape)
            yield case(depth(2, dilation_rate=2, padding=padding, use_bias=False), shape)
            yield case(separable(2, 3, padding=padding), shape)
            yield case(separable(2, 2, strides=2, depth_multiplier=2, padding=padding, activation="tanh"), shape)
            small = (2,) + (3, 4)[:rank] + (2,)
            for kernel in (1, 2, 3, 4, 5):
                for strides in (1, 2, 3):
                    yield case(transposed(2, kernel, strides=strides, padding=padding), small)
            yield case(transposed(2, 3, strides=3, padding=padding, output_padding=0), small)
            yield case(transposed(2, 3, strides=3, padding=padding, output_padding=2), small)
            yield case(transposed(2, 4, strides=2, padding=padding, output_padding=1, activation="relu"), small)
            yield case(transposed(2, 3, dilation_rate=2, padding=padding, use_bias=False), small)
        yield case(conv(4, 3, groups=2, padding="same"), shape[:-1] + (4,))
        yield case(conv(2, 3, use_bias=False, activity_regularizer="l1"), shape)
    yield case(L.Conv1D(2, 3, padding="causal"), (2, 6, 3))
    yield case(L.Conv1D(2, 2, padding="causal", dilation_rate=3), (2, 6, 3))
    yield case(L.Conv1D(2, 3, padding="causal", strides=2), (2, 6, 3))
    yield case(L.Conv2D(2, (3, 2), strides=(1, 2), padding="same"), (2, 5, 6, 2))
    yield case(L.Conv2D(2, (2, 5), strides=(3, 2), padding="same"), (2, 5, 6, 2))
    yield case(L.Conv2DTranspose(2, (2, 3), strides=(2, 1), padding="same"), (2, 3, 2, 3))
    yield case(L.Conv2DTranspose(2, (3, 4), strides=(2, 3), output_padding=(1, 2)), (2, 3, 2, 3))
    yield case(L.SeparableConv2D(2, (2, 3), dilation_rate=(2, 1), padding="same"), (2, 4, 4, 2))

    for pool1, pool2 in ((L.MaxPooling1D, L.MaxPooling2D), (L.AveragePooling1D, L.AveragePooling2D)):
        for padding in ("valid", "same"):
            for size, strides in ((2, None), (3, 2), (2, 3), (3, 1), (4, 3)):
                yield case(pool1(size, strides, padding=padding), (2, 7, 2))
                yield case(pool2(size, strides, padding=padding), (2, 7, 6, 2))
            yield case(pool2((2, 3), (2, 1), padding=padding), (2, 5, 4, 2))
    for one, two in ((L.GlobalMaxPooling1D, L.GlobalMaxPooling2D), (L.GlobalAveragePooling1D, L.GlobalAveragePooling2D)):
        for keepdims in (False, True):
            yield case(one(keepdims=keepdims), (2, 4, 3))
            yield case(two(keepdims=keepdims), (2, 3, 2, 3))
    yield case(L.GlobalAveragePooling1D(), (2, 3, 2), mask=[[1, 1, 0], [1, 0, 0]])
    yield case(L.GlobalAveragePooling1D(keepdims=True), (2, 3, 2), mask=[[0, 1, 0], [1, 1, 1]])

    yield case(L.Flatten(), (2, 3, 2, 2))
    yield case(L.Reshape((6,)), (2, 3, 2))
    yield case(L.Reshape((2, -1, 2)), (2, 3, 4))
    yield case(L.Permute((2, 1)), (2, 3, 4))
    yield case(L.Permute((3, 1, 2)), (2, 2, 3, 4))
    yield case(L.RepeatVector(3), (2, 4))
    yield case(L.ZeroPadding1D(), (2, 3, 2))
    yield case(L.ZeroPadding1D((0, 2)), (2, 3, 2))
    yield case(L.ZeroPadding2D(), (2, 2, 3, 2))
    yield case(L.ZeroPadding2D((1, 2)), (2, 2, 3, 2))
    yield case(L.ZeroPadding2D(((1, 0), (0, 2))), (2, 2, 3, 2))
    yield case(L.Cropping1D(), (2, 4, 2))
    yield case(L.Cropping1D((2, 0)), (2, 4, 2))
    yield case(L.Cropping2D(), (2, 4, 3, 2))
    yield case(L.Cropping2D((1, 0)), (2, 4, 3, 2))
    yield case(L.Cropping2D(((1, 2), (0, 1))), (2, 4, 3, 2))
    yield case(L.UpSampling1D(3), (2, 3, 2))
    yield case(L.UpSampling2D(), (2, 2, 3, 2))
    for interpolation in ("bilinear", "bicubic", "lanczos3", "lanczos5"):
        yield case(L.UpSampling2D((2, 3), interpolation=interpolation), (2, 4, 3, 2))
    yield case(L.UpSampling2D((4, 1), interpolation="bicubic"), (1, 7, 2, 1))

    for layer in (L.Dropout(0.3), L.SpatialDropout1D(0.5), L.AlphaDropout(0.1), L.GaussianDropout(0.2), L.GaussianNoise(0.3)):
        yield case(layer, (2, 3, 2))
    yield case(L.ActivityRegularization(l1=0.2, l2=0.3), (2, 3))
    yield case(L.ActivityRegularization(l2=0.3), (4, 3, 2))


target = pathlib.Path(__file__).parent.parent / "resources" / "layers" / "feedforward.json"
written = []
for one in cases():
    written.append(one)
    print(len(written), one["layer"]["class_name"], flush=True)
target.write_text("[\n" + ",\n".join(json.dumps(one, separators=(",", ":")) for one in written) + "\n]\n")
print(len(written), "cases,", target.stat().st_size, "bytes")
