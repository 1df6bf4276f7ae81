package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.Initializer;
import io.epochal.protocol.model.WeightSpec;
import io.epochal.trainer.djl.layer.CounterRandom;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's weights by their paths in it ({@code conv2d/kernel}), in the order of the layers. Outside, in checkpoints and pictures, they
 * have Keras' layout, whatever they have here.
 */
public final class Weights {
    private final NDManager manager;
    private final long seed;
    private final Map<String, Weight> all = new LinkedHashMap<>();

    Weights(NDManager manager, long seed) {
        this.manager = manager;
        this.seed = seed;
    }

    /** Adds a weight with the first values that its initializer gives; they are a function of the seed and of how many there were. */
    NDArray add(String path, WeightSpec spec, Layout layout, boolean trainable) {
        long[] shape = layout.inside(spec.shape());
        float[] first = InitialValues.of(spec, shape, layout, CounterRandom.stream(seed, -1, all.size()));
        NDArray values = manager.create(first, new Shape(shape));
        boolean trained = trainable && spec.trainable();
        if (trained) {
            values.setRequiresGradient(true);
        }
        all.put(path, new Weight(spec, layout, values, trained));
        return values;
    }

    /** Adds a weight that has its values already, and belongs to the model from now on. */
    void adopt(String path, NDArray values, boolean trained) {
        List<Integer> shape = Arrays.stream(values.getShape().getShape())
                .mapToObj(Math::toIntExact)
                .toList();
        values.attach(manager);
        values.setRequiresGradient(trained);
        all.put(path, new Weight(WeightSpec.trained(path, shape, Initializer.ZEROS), Layout.KERAS, values, trained));
    }

    /** Adds a weight in Keras' layout, unless it is there; and puts it behind all others. */
    void complete(String path, WeightSpec spec, boolean trainable) {
        Weight found = all.remove(path);
        if (found == null) {
            var unused = add(path, spec, Layout.KERAS, trainable);
        } else {
            all.put(path, found);
        }
    }

    boolean has(String path) {
        return all.containsKey(path);
    }

    Weight get(String path) {
        Weight weight = all.get(path);
        if (weight == null) {
            throw new IllegalStateException("no weight " + path);
        }
        return weight;
    }

    Map<String, Weight> all() {
        return all;
    }

    /** All tensors by path. */
    public Map<String, NDArray> byName() {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        all.forEach((path, weight) -> tensors.put(path, weight.values()));
        return tensors;
    }

    /** Those that the optimizer changes. */
    public Map<String, NDArray> trained() {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        all.forEach((path, weight) -> {
            if (weight.trained()) {
                tensors.put(path, weight.values());
            }
        });
        return tensors;
    }

    /** Overwrites tensors in place with what {@link #outside} made. */
    public void restore(Map<String, NDArray> into, NDList stored) throws IOException {
        for (Map.Entry<String, NDArray> tensor : into.entrySet()) {
            NDArray found = stored.get(tensor.getKey());
            if (found == null) {
                throw new IOException("the stored tensors lack " + tensor.getKey());
            }
            restore(tensor.getKey(), tensor.getValue(), found);
        }
    }

    private void restore(String name, NDArray into, NDArray found) throws IOException {
        Shape wanted = outside(name, into).getShape();
        // A copy would broadcast where it can.
        if (!found.getShape().equals(wanted)) {
            throw new IOException("the stored " + name + " is " + found.getShape() + ", this model's is " + wanted);
        }
        layout(name, into).inside(found).copyTo(into);
    }

    /** Fails where stored weights have a name that this model lacks. */
    public void requireKnown(NDList stored) throws IOException {
        for (NDArray one : stored) {
            if (!all.containsKey(one.getName())) {
                throw new IOException("this model has no " + one.getName() + ", which is stored; it has: "
                        + String.join(", ", all.keySet()));
            }
        }
    }

    /**
     * A tensor in Keras' layout.
     *
     * @param name of a weight, or of what an optimizer remembers of it: {@code adam/momentum/dense/kernel}
     */
    public NDArray outside(String name, NDArray tensor) {
        return layout(name, tensor).outside(tensor);
    }

    /** The shape that {@link #outside} gives it. */
    public Shape outsideShape(String name, NDArray tensor) {
        return layout(name, tensor).outside(tensor.getShape());
    }

    private Layout layout(String name, NDArray tensor) {
        Weight weight = all.get(name);
        for (int slash = name.indexOf('/'); weight == null && slash >= 0; slash = name.indexOf('/', slash + 1)) {
            weight = all.get(name.substring(slash + 1));
        }
        return weight != null && tensor.getShape().equals(weight.values().getShape()) ? weight.layout() : Layout.KERAS;
    }
}
