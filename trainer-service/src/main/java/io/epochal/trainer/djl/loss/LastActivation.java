package io.epochal.trainer.djl.loss;

/** What made a model's output of values before it, which Keras on TensorFlow hands to losses that are more exact with them. */
public enum LastActivation {
    SOFTMAX,
    SIGMOID,
    /** Any other, or none. */
    OTHER
}
