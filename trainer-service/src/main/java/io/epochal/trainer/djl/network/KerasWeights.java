package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.keras.H5Tensor;
import io.epochal.protocol.model.Graph;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model's weights as Keras' files have them, and back. Keras' paths of a Sequential model begin with the model's name. */
public final class KerasWeights {
    private KerasWeights() {}

    /**
     * Overwrites all weights of a model; what is in the file besides, such as the state of a seed, is not used.
     *
     * @param variables by Keras' paths
     * @throws IOException that names the first weight that is missing or has another shape
     */
    public static void load(Network network, Map<String, H5Tensor> variables, NDManager manager) throws IOException {
        Map<String, H5Tensor> byPath = new LinkedHashMap<>();
        variables.forEach((path, tensor) -> byPath.put(inside(path, network.shape().graph()), tensor));
        for (Map.Entry<String, Weight> one : network.weights().all().entrySet()) {
            H5Tensor tensor = byPath.get(one.getKey());
            Weight weight = one.getValue();
            if (tensor == null) {
                throw new IOException("the Keras file has no weight " + one.getKey() + "; it has: " + String.join(", ", byPath.keySet()));
            }
            int[] shape = weight.spec().shape().stream().mapToInt(Integer::intValue).toArray();
            if (!Arrays.equals(tensor.shape(), shape)) {
                throw new IOException("the weight " + one.getKey() + " of the Keras file is "
                        + Arrays.toString(tensor.shape()) + ", this model's is " + Arrays.toString(shape));
            }
            try (NDManager scope = manager.newSubManager()) {
                NDArray stored = scope.create(floats(tensor), new Shape(Arrays.stream(shape).asLongStream().toArray()));
                weight.layout().inside(stored).copyTo(weight.values());
            }
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

    private static String inside(String path, Graph graph) {
        String prefix = graph.name() + "/";
        return graph.sequential() && path.startsWith(prefix) ? path.substring(prefix.length()) : path;
    }
}
