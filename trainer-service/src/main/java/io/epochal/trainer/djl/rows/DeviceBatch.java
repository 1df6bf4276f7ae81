package io.epochal.trainer.djl.rows;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows on the device, batch first.
 *
 * @param inputs one for each input of the model
 * @param weights [batch], what each row counts; null where all count alike
 */
public record DeviceBatch(List<NDArray> inputs, NDArray target, @Nullable NDArray weights, int size) {
    public DeviceBatch {
        inputs = List.copyOf(inputs);
    }
}
