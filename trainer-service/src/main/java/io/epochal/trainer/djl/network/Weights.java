package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.Initializer;
import io.epochal.protocol.model.WeightSpec;
import io.epochal.trainer.djl.layer.CounterRandom;
import io.epochal.trainer.djl.safetensors.SafetensorsReader;
import io.epochal.trainer.djl.safetensors.TensorEntry;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /**
     * Overwrites tensors in place with what {@link #outside} made, one after the other; what is stored besides is not used.
     * {@link IOException} before the first when one is missing or has another shape.
     */
    public void restore(Map<String, NDArray> into, SafetensorsReader stored) throws IOException {
        Map<String, Shape> found = new HashMap<>();
        stored.tensors().forEach(tensor -> found.put(tensor.name(), tensor.shape()));
        for (Map.Entry<String, NDArray> tensor : into.entrySet()) {
            require(tensor.getKey(), outsideShape(tensor.getKey(), tensor.getValue()), found.get(tensor.getKey()));
        }
        stored.forEach(manager, (tensor, values) -> {
            NDArray target = into.get(tensor.name());
            if (target != null) {
                InPlaceCopy.copy(layout(tensor.name(), target).inside(values), target);
            }
        });
    }

    private static void require(String name, Shape wanted, @Nullable Shape found) throws IOException {
        if (found == null) {
            throw new IOException("the stored tensors lack " + name);
        }
        // A copy would broadcast where it can.
        if (!found.equals(wanted)) {
            throw new IOException("the stored " + name + " is " + found + ", this model's is " + wanted);
        }
    }

    /** Fails where stored weights have a name that this model lacks. */
    public void requireKnown(SafetensorsReader stored) throws IOException {
        for (TensorEntry one : stored.tensors()) {
            if (!all.containsKey(one.name())) {
                throw new IOException("this model has no " + one.name() + ", which is stored; it has: "
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
