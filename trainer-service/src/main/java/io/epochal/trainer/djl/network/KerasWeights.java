package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.keras.H5Tensor;
import io.epochal.keras.KerasFile;
import io.epochal.keras.WeightMatch;
import io.epochal.keras.WeightPaths;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A model's weights as Keras' files have them. */
public final class KerasWeights {
    private KerasWeights() {}

    /**
     * Overwrites all weights of a model; what is in the file besides, such as the state of a seed, is not used.
     *
     * @throws IOException that names the first weight that is missing or has another shape
     */
    public static void load(Network network, KerasFile file, NDManager manager) throws IOException {
        Map<String, H5Tensor> variables = file.variables();
        Map<String, Weight> weights = network.weights().all();
        List<String> names = List.copyOf(network.shape().weights().keySet());
        for (Map.Entry<String, String> one :
                WeightMatch.of(WeightPaths.of(file.config()), names).entrySet()) {
            load(
                    one.getKey(),
                    Objects.requireNonNull(weights.get(one.getKey())),
                    variables.get(one.getValue()),
                    manager);
        }
    }

    private static void load(String name, Weight weight, @Nullable H5Tensor tensor, NDManager manager)
            throws IOException {
        int[] shape = weight.spec().shape().stream().mapToInt(Integer::intValue).toArray();
        if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
            throw new IOException("the weight " + name + " of the Keras file is "
                    + (tensor == null ? "missing" : Arrays.toString(tensor.shape())) + ", this model's is "
                    + Arrays.toString(shape));
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray stored = scope.create(
                    floats(tensor),
                    new Shape(Arrays.stream(shape).asLongStream().toArray()));
            InPlaceCopy.copy(weight.layout().inside(stored), weight.values());
        }
    }

    private static float[] floats(H5Tensor tensor) {
        if (!tensor.isInteger()) {
            return tensor.floats();
        }
        long[] integers = tensor.integers();
        float[] floats = new float[integers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = integers[i];
        }
        return floats;
    }
}
