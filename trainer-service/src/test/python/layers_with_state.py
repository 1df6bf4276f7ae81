"""What Keras' layers make of small inputs, as a table for LayersLikeKerasTest.

    python layers_with_state.py > ../resources/layers/layers-with-state.json

Needs keras 3.15 and tensorflow. Each case is a model of one layer with random weights: its architecture, its weights, inputs (with
masks), the output in evaluation and in training, the weights after the training call, and the gradients of a weighted sum of the
training output. Nothing in it is random while it works: no dropout.
"""
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

random = np.random.default_rng(7)
cases = []


def numbers(array):
    array = np.asarray(array)
    return {"shape": list(array.shape), "values": [float(f"{value:.7g}") for value in array.astype("float64").ravel()]}


def values(*shape):
    return random.normal(size=shape).astype("float32")


def masks(*rows):
    return np.array(rows, dtype=bool)


def masked(array, mask):
    tensor = tf.convert_to_tensor(array)
    if mask is not None:
        keras.src.backend.set_keras_mask(tensor, tf.convert_to_tensor(mask))
    return tensor


def case(name, layer, *inputs, mask=None, listed=False, call=None, positive=False):
    call = call or {}
    symbols = [keras.Input(array.shape[1:], name=f"in{i}", dtype=str(array.dtype)) for i, array in enumerate(inputs)]
    model = keras.Model(symbols, layer(symbols, **call) if listed else layer(*symbols, **call))
    for variable in model.variables:
        if "seed" in variable.path:
            continue
        drawn = random.normal(size=variable.shape) * 0.5
        if "variance" in variable.path or positive:
            drawn = np.abs(drawn) + 0.5
        variable.assign(drawn)
    if isinstance(layer, layers.Normalization):
        layer.finalize_state()
    weights = [variable for variable in model.weights if "seed" not in variable.path]
    found = {
        "name": name,
        "model": json.loads(model.to_json()),
        "weights": [dict(numbers(variable.numpy()), path=variable.path) for variable in weights],
        "inputs": [numbers(array) for array in inputs],
        "masks": [None if one is None else numbers(one) for one in (mask or [None] * len(inputs))],
    }

    def run(training):
        tensors = [masked(array, one) for array, one in zip(inputs, mask or [None] * len(inputs))]
        return layer(tensors, training=training, **call) if listed else layer(*tensors, training=training, **call)

    output = run(False)
    output_mask = keras.src.backend.get_keras_mask(output)
    found["output"] = numbers(output.numpy())
    found["outputMask"] = None if output_mask is None else numbers(output_mask.numpy())
    coefficients = np.cos(np.arange(output.numpy().size)).reshape(output.shape).astype("float32")
    with tf.GradientTape() as tape:
        trained = run(True)
        loss = tf.reduce_sum(tf.cast(trained, "float32") * coefficients) + sum(layer.losses)
    found["trained"] = numbers(trained.numpy())
    found["loss"] = float(loss)
    found["weightsAfter"] = [numbers(variable.numpy()) for variable in weights]
    gradients = tape.gradient(loss, [variable.value for variable in weights if variable.trainable])
    found["gradients"] = [None if one is None else numbers(one) for one in spread(weights, gradients)]
    cases.append(found)


def spread(weights, gradients):
    """One gradient for each weight, none for those that are not trained."""
    left = list(gradients)
    for variable in weights:
        if not variable.trainable:
            yield None
        else:
            gradient = left.pop(0)
            yield np.zeros(variable.shape, "float32") if gradient is None else tf.convert_to_tensor(gradient).numpy()


def normalization():
    case("batch normalization of images", layers.BatchNormalization(momentum=0.9, epsilon=1e-2), values(4, 3, 2, 3))
    case("batch normalization of rows", layers.BatchNormalization(), values(5, 4))
    case("batch normalization of sequences", layers.BatchNormalization(scale=False), values(3, 4, 2))
    case("batch normalization along axis 1", layers.BatchNormalization(axis=1, center=False), values(3, 4, 2))
    case("batch normalization along axis 2 of images", layers.BatchNormalization(axis=2), values(3, 4, 2, 3))
    case("batch normalization of one row", layers.BatchNormalization(), values(1, 3))
    case("batch normalization with a mask", layers.BatchNormalization(), values(2, 3, 2),
         mask=[masks([1, 1, 0], [1, 0, 0])])
    case("frozen batch normalization", layers.BatchNormalization(trainable=False), values(4, 3))
    case("layer normalization", layers.LayerNormalization(), values(2, 3, 4), mask=[masks([1, 1, 0], [1, 0, 0])])
    case("layer normalization of two axes", layers.LayerNormalization(axis=[1, -1], epsilon=1e-2), values(2, 3, 4))
    case("layer normalization of axis 1", layers.LayerNormalization(axis=1), values(2, 3, 4))
    case("layer normalization of axes apart", layers.LayerNormalization(axis=[1, 3], center=False), values(2, 3, 2, 4))
    case("layer normalization without factor", layers.LayerNormalization(scale=False), values(2, 5))
    case("layer normalization without both", layers.LayerNormalization(scale=False, center=False), values(2, 5))
    case("layer normalization by the deviation", layers.LayerNormalization(rms_scaling=True), values(2, 5))
    case("group normalization", layers.GroupNormalization(groups=2), values(2, 3, 2, 4))
    case("group normalization, one for each channel", layers.GroupNormalization(groups=-1, scale=False), values(2, 3, 2, 4))
    case("group normalization along axis 1", layers.GroupNormalization(groups=2, axis=1), values(2, 4, 3))
    case("unit normalization", layers.UnitNormalization(), values(3, 4))
    case("unit normalization of two axes", layers.UnitNormalization(axis=[1, 2]), values(3, 4, 2))
    case("rms normalization", layers.RMSNormalization(), values(3, 2, 4))
    case("rms normalization of two axes", layers.RMSNormalization(axis=[1, 2], epsilon=1e-2), values(3, 2, 4))


def recurrent():
    sequences = values(3, 4, 2)
    mask = [masks([1, 1, 0, 0], [1, 1, 1, 1], [0, 1, 0, 1])]
    for kind in (layers.SimpleRNN, layers.LSTM, layers.GRU):
        name = kind.__name__
        case(f"{name}", kind(3), sequences)
        case(f"{name}, all steps", kind(3, return_sequences=True), sequences)
        case(f"{name} with a mask", kind(3, return_sequences=True), sequences, mask=mask)
        case(f"{name} with a mask, the last step", kind(3), sequences, mask=mask)
        case(f"{name} backwards", kind(3, go_backwards=True, return_sequences=True), sequences)
        case(f"{name} backwards with a mask", kind(3, go_backwards=True, return_sequences=True), sequences, mask=mask)
        case(f"{name} with a mask and zeros", kind(3, return_sequences=True, zero_output_for_mask=True), sequences, mask=mask)
        case(f"{name} with a mask and zeros, the last step", kind(3, zero_output_for_mask=True), sequences, mask=mask)
        case(f"{name} without bias", kind(3, use_bias=False), sequences)
        case(f"{name} with relu", kind(3, activation="relu"), sequences)
        case(f"{name} with a penalty", kind(3, kernel_regularizer="l2", activity_regularizer="l1"), sequences)
        case(f"Bidirectional {name}", layers.Bidirectional(kind(3)), sequences)
        case(f"Bidirectional {name}, all steps, with a mask",
             layers.Bidirectional(kind(3, return_sequences=True), merge_mode="sum"), sequences, mask=mask)
    case("LSTM with hard sigmoid", layers.LSTM(3, recurrent_activation="hard_sigmoid"), sequences)
    case("GRU before", layers.GRU(3, reset_after=False), sequences)
    case("GRU before, with a mask", layers.GRU(3, reset_after=False, return_sequences=True), sequences, mask=mask)
    case("GRU before, without bias", layers.GRU(3, reset_after=False, use_bias=False), sequences)
    case("GRU with softsign", layers.GRU(3, recurrent_activation="softsign"), sequences)
    for mode in ("mul", "ave", "concat"):
        case(f"Bidirectional {mode}", layers.Bidirectional(layers.LSTM(2, return_sequences=True), merge_mode=mode), sequences)
    case("Bidirectional of two layers",
         layers.Bidirectional(layers.LSTM(2), backward_layer=layers.GRU(2, go_backwards=True)), sequences)
    case("RNN of a cell", layers.RNN(layers.LSTMCell(3), return_sequences=True), sequences)
    case("RNN of another cell, with a mask", layers.RNN(layers.GRUCell(3, reset_after=False)), sequences, mask=mask)
    case("RNN of a simple cell", layers.RNN(layers.SimpleRNNCell(3)), sequences)
    case("TimeDistributed Dense", layers.TimeDistributed(layers.Dense(3, activation="relu", activity_regularizer="l2")), sequences)
    case("TimeDistributed Conv2D", layers.TimeDistributed(layers.Conv2D(2, 2)), values(2, 3, 4, 3, 1))
    case("TimeDistributed LSTM", layers.TimeDistributed(layers.LSTM(2)), values(2, 3, 4, 2))
    case("TimeDistributed batch normalization", layers.TimeDistributed(layers.BatchNormalization()), values(4, 3, 2))
    case("TimeDistributed with a mask", layers.TimeDistributed(layers.Dense(3)), sequences, mask=mask)


def attention():
    query, value, key = values(2, 3, 4), values(2, 5, 4), values(2, 5, 4)
    wide = values(2, 5, 3)
    mask = [masks([1, 1, 0], [1, 1, 1]), masks([1, 1, 1, 0, 0], [0, 1, 1, 1, 1])]
    three = mask + [masks([1, 1, 1, 1, 0], [1, 1, 1, 1, 1])]
    case("Attention", layers.Attention(), query, value, listed=True)
    case("Attention with scale and key", layers.Attention(use_scale=True), query, wide, key, listed=True)
    case("Attention by concat", layers.Attention(score_mode="concat"), query, value, listed=True)
    case("Attention by concat with scale", layers.Attention(score_mode="concat", use_scale=True), query, value, listed=True)
    case("Attention with masks", layers.Attention(), query, value, mask=mask, listed=True)
    case("Attention with a causal mask", layers.Attention(), query, value, mask=mask, listed=True,
         call={"use_causal_mask": True})
    case("AdditiveAttention", layers.AdditiveAttention(), query, value, listed=True)
    case("AdditiveAttention with masks", layers.AdditiveAttention(use_scale=False), query, value, mask=mask, listed=True)
    case("MultiHeadAttention", layers.MultiHeadAttention(2, 3), query, value)
    case("MultiHeadAttention with key", layers.MultiHeadAttention(2, 3, value_dim=2), query, wide, key)
    case("MultiHeadAttention without bias", layers.MultiHeadAttention(2, 3, use_bias=False, output_shape=5), query, value)
    case("MultiHeadAttention with a shape", layers.MultiHeadAttention(2, 3, output_shape=(2, 3)), query, value)
    case("MultiHeadAttention with masks", layers.MultiHeadAttention(2, 3), query, value, mask=mask)
    case("MultiHeadAttention with three masks", layers.MultiHeadAttention(2, 3), query, wide, key, mask=three)
    case("MultiHeadAttention, causal", layers.MultiHeadAttention(2, 3), query, query, call={"use_causal_mask": True})
    case("MultiHeadAttention, causal with masks", layers.MultiHeadAttention(2, 3), query, value, mask=mask,
         call={"use_causal_mask": True})
    case("MultiHeadAttention with a window", layers.MultiHeadAttention(2, 3, sliding_window=2), query, value)
    case("MultiHeadAttention with a gate", layers.MultiHeadAttention(2, 3, use_gate=True), query, value)
    case("MultiHeadAttention with penalties",
         layers.MultiHeadAttention(2, 3, kernel_regularizer="l2", activity_regularizer="l1"), query, value)
    case("MultiHeadAttention of images", layers.MultiHeadAttention(2, 3), values(2, 2, 3, 4), values(2, 3, 2, 4))
    case("MultiHeadAttention along one axis", layers.MultiHeadAttention(2, 3, attention_axes=2),
         values(2, 2, 3, 4), values(2, 2, 5, 4))


def merging():
    one, two, three = values(2, 3, 4), values(2, 3, 4), values(2, 3, 4)
    mask = [masks([1, 1, 0], [1, 0, 0]), masks([1, 0, 0], [0, 1, 0])]
    for kind in (layers.Add, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum):
        name = kind.__name__
        case(f"{name}", kind(), one, two, three, listed=True)
        case(f"{name}, broadcast", kind(), one, values(2, 1, 4), listed=True)
        case(f"{name} of other ranks", kind(), values(2, 4), one, listed=True)
        case(f"{name} with masks", kind(), one, two, mask=mask, listed=True)
        case(f"{name} with one mask", kind(), one, two, mask=[mask[0], None], listed=True)
        case(f"{name} with the other mask", kind(), one, two, mask=[None, mask[0]], listed=True)
    case("Subtract", layers.Subtract(), one, two, listed=True)
    case("Concatenate", layers.Concatenate(), one, values(2, 3, 2), listed=True)
    case("Concatenate along axis 1", layers.Concatenate(axis=1), one, values(2, 2, 4), listed=True)
    case("Concatenate with masks", layers.Concatenate(), one, two, mask=mask, listed=True)
    case("Concatenate with one mask", layers.Concatenate(), one, two, mask=[mask[0], None], listed=True)
    case("Concatenate along axis 1 with masks", layers.Concatenate(axis=1), one, two, mask=[mask[0], None], listed=True)
    case("Dot of rows", layers.Dot(axes=1), values(3, 4), values(3, 4), listed=True)
    case("Dot of rows, normalized", layers.Dot(axes=-1, normalize=True), values(3, 4), values(3, 4), listed=True)
    case("Dot of sequences", layers.Dot(axes=2), values(2, 3, 4), values(2, 5, 4), listed=True)
    case("Dot along two axes", layers.Dot(axes=(2, 1), normalize=True), values(2, 3, 4), values(2, 4, 5), listed=True)
    case("Dot of a sequence and a row", layers.Dot(axes=(2, 1)), values(2, 3, 4), values(2, 4), listed=True)
    case("Dot of a row and a sequence", layers.Dot(axes=(1, 2)), values(2, 4), values(2, 3, 4), listed=True)
    case("Dot of images", layers.Dot(axes=(1, 3)), values(2, 3, 4, 2), values(2, 2, 5, 3), listed=True)


def preprocessing():
    case("Rescaling", layers.Rescaling(0.5, 0.1), values(2, 3))
    case("Rescaling by channel", layers.Rescaling([0.5, 2.0], [0.1, 0.2]), values(2, 3, 2))
    case("Normalization", layers.Normalization(), values(2, 3))
    case("Normalization of all", layers.Normalization(axis=None), values(2, 3))
    case("Normalization of two axes", layers.Normalization(axis=(1, 2)), values(2, 3, 4))
    case("Normalization of axis 1", layers.Normalization(axis=1), values(2, 3, 4))
    case("Normalization by constants", layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0]), values(2, 3))
    case("Normalization by constants of axis 1",
         layers.Normalization(axis=1, mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0]), values(2, 3, 2))
    case("Normalization by one constant", layers.Normalization(mean=0.5, variance=4.0, invert=True), values(2, 3))
    tokens = np.array([[0, 3, 1], [2, 2, 0]], dtype="int32")
    for mode in ("one_hot", "multi_hot", "count"):
        case(f"CategoryEncoding {mode}", layers.CategoryEncoding(4, output_mode=mode), tokens)
    case("CategoryEncoding of one number", layers.CategoryEncoding(4, output_mode="one_hot"), tokens[:, :1])
    for mode in ("int", "one_hot", "multi_hot", "count"):
        case(f"Discretization {mode}", layers.Discretization(bin_boundaries=[-0.5, 0.0, 0.5], output_mode=mode), values(2, 3))


def nested():
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(4, activation="relu"), layers.BatchNormalization()], name="inner")
    case("a Sequential inside", inner, values(4, 3))
    left, right = keras.Input((3,)), keras.Input((2,))
    joined = layers.Concatenate()([layers.Dense(2)(left), right])
    case("a Functional inside", keras.Model([left, right], layers.Dense(2, kernel_regularizer="l2")(joined), name="encoder"),
         values(4, 3), values(4, 2), listed=True)
    frozen = keras.Sequential([keras.Input((3,)), layers.Dense(4), layers.BatchNormalization()], name="frozen")
    frozen.trainable = False
    case("a frozen Sequential inside", frozen, values(4, 3))
    entry = keras.Input((4, 2))
    steps = layers.LSTM(3)(layers.BatchNormalization(trainable=False)(entry))
    case("a Functional with a frozen layer", keras.Model(entry, steps, name="partly"), values(2, 4, 2))
    case("TimeDistributed of a Sequential",
         layers.TimeDistributed(keras.Sequential([keras.Input((3, 2)), layers.Flatten(), layers.Dense(2)])), values(2, 2, 3, 2))


for family in (normalization, recurrent, attention, merging, preprocessing, nested):
    family()
json.dump(cases, sys.stdout, separators=(",", ":"))
