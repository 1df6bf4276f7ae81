package io.epochal.trainer.djl.optimizer;

import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Numbers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Keras itself did to three weights in seven batches; src/test/python/optimizers.py wrote it.
 *
 * @param gradients by batch, then weight
 * @param laterRate the learning rate from the fifth batch on
 */
record KerasUpdates(
        List<String> names,
        List<List<Integer>> shapes,
        List<List<Object>> initial,
        List<List<List<Object>>> gradients,
        double laterRate,
        List<Case> cases) {

    /**
     * One optimizer.
     *
     * @param weights after each batch, by weight
     * @param averages at the end; null without {@code use_ema}
     */
    record Case(
            Map<String, Object> optimizer, List<List<List<Object>>> weights, @Nullable List<List<Object>> averages) {
        @Override
        public String toString() {
            return optimizer.toString();
        }
    }

    static KerasUpdates read() {
        try (InputStream in =
                Objects.requireNonNull(KerasUpdates.class.getResourceAsStream("/keras-golden/optimizers.json"))) {
            return Wire.JSON.readValue(in, KerasUpdates.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static float[][] floats(List<List<Object>> tensors) {
        List<float[]> all = new ArrayList<>();
        for (List<Object> tensor : tensors) {
            float[] values = new float[tensor.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Numbers.parse(tensor.get(i)).orElseThrow();
            }
            all.add(values);
        }
        return all.toArray(float[][]::new);
    }
}
