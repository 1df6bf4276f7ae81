package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * What a model makes of a batch.
 *
 * @param logits what was before a softmax or sigmoid that is the model's last operation; null where there is none
 * @param mask which steps of the output are real; null for all
 */
public record Prediction(NDArray output, @Nullable NDArray logits, @Nullable NDArray mask) {}
