package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model's weights by Keras' names ({@code conv2d/kernel}), in the order of the layers. Here they have PyTorch's layout; outside,
 * Keras': dense kernels [in, out], convolutions [height, width, in, out].
 */
final class Weights {
    private final NDManager manager;
    private final Map<String, NDArray> byName = new LinkedHashMap<>();

    Weights(NDManager manager) {
        this.manager = manager;
    }

    /** Adds Glorot-uniform values, as Keras 3.15, random_initializers.py; fans count the receptive field. */
    NDArray addKernel(String name, Shape shape, long seed, long fanIn, long fanOut) {
        float limit = (float) Math.sqrt(6.0 / (fanIn + fanOut));
        float[] values = new float[(int) shape.size()];
        long stream = CounterRandom.stream(seed, -1, byName.size());
        for (int i = 0; i < values.length; i++) {
            float unit = (CounterRandom.word(stream, i) >>> 40) * 0x1p-24f;
            values[i] = (2 * unit - 1) * limit;
        }
        return add(name, manager.create(values, shape));
    }

    NDArray addBias(String name, int size) {
        return add(name, manager.zeros(new Shape(size)));
    }

    private NDArray add(String name, NDArray values) {
        values.setRequiresGradient(true);
        byName.put(name, values);
        return values;
    }

    Map<String, NDArray> byName() {
        return byName;
    }

    /** Overwrites values in place with what {@link #outside} made. */
    static void restore(Map<String, NDArray> into, NDList stored) throws IOException {
        for (Map.Entry<String, NDArray> weight : into.entrySet()) {
            NDArray found = stored.get(weight.getKey());
            if (found == null) {
                throw new IOException("the stored tensors lack " + weight.getKey());
            }
            NDArray values = inside(found);
            // A copy would broadcast where it can.
            if (!values.getShape().equals(weight.getValue().getShape())) {
                throw new IOException("the stored " + weight.getKey() + " is " + found.getShape() + ", this model's is "
                        + outside(weight.getValue()).getShape());
            }
            values.copyTo(weight.getValue());
        }
    }

    /** Fails where stored weights have a name that this model lacks. */
    static void requireKnown(Map<String, NDArray> weights, NDList stored) throws IOException {
        for (NDArray one : stored) {
            if (!weights.containsKey(one.getName())) {
                throw new IOException("this model has no " + one.getName() + ", which is stored; it has: "
                        + String.join(", ", weights.keySet()));
            }
        }
    }

    static NDArray outside(NDArray weight) {
        Shape shape = weight.getShape();
        return switch (shape.dimension()) {
            case 2 -> laidOut(weight, 1, 0);
            case 4 -> laidOut(weight, 2, 3, 1, 0);
            default -> weight;
        };
    }

    private static NDArray inside(NDArray weight) {
        return switch (weight.getShape().dimension()) {
            case 2 -> laidOut(weight, 1, 0);
            case 4 -> laidOut(weight, 3, 2, 0, 1);
            default -> weight;
        };
    }

    /** Transposed in memory too, not only by strides: what is written out is the memory. */
    private static NDArray laidOut(NDArray weight, int... axes) {
        NDArray transposed = weight.transpose(axes);
        return transposed.reshape(-1).reshape(transposed.getShape());
    }
}
