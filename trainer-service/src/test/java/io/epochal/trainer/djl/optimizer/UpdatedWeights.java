package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import io.epochal.protocol.optimizer.Optimizer;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** The weights of {@link KerasUpdates} in the engine, under an optimizer, with gradients as they are given. */
final class UpdatedWeights implements AutoCloseable {
    private final KerasUpdates updates;
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    final Map<String, NDArray> weights = new LinkedHashMap<>();
    final ModelOptimizer optimizer;

    UpdatedWeights(KerasUpdates updates, Optimizer settings) {
        this(updates, settings, weights -> {});
    }

    UpdatedWeights(KerasUpdates updates, Optimizer settings, Consumer<Map<String, NDArray>> constraints) {
        JniUtils.setGradMode(false);
        this.updates = updates;
        float[][] initial = KerasUpdates.floats(updates.initial());
        for (int i = 0; i < initial.length; i++) {
            long[] shape =
                    updates.shapes().get(i).stream().mapToLong(side -> side).toArray();
            NDArray weight = manager.create(initial[i], new Shape(shape));
            weight.setRequiresGradient(true);
            weights.put(updates.names().get(i), weight);
        }
        this.optimizer = new ModelOptimizer(settings, weights, manager, () -> constraints.accept(weights));
    }

    /** Takes Keras' gradients of these batches, at Keras' rates. */
    void train(int from, int to) {
        for (int batch = from; batch < to; batch++) {
            if (batch >= 4) {
                optimizer.setLearningRate((float) updates.laterRate());
            }
            step(KerasUpdates.floats(updates.gradients().get(batch)));
        }
    }

    /** The gradient of a sum of products is the other factor; weights without one are not in the sum. */
    void step(float[]... gradients) {
        try (NDManager scope = manager.newSubManager()) {
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                NDArray loss = scope.create(0f);
                Iterator<NDArray> each = weights.values().iterator();
                for (float[] gradient : gradients) {
                    NDArray weight = each.next();
                    NDArray factor = scope.create(gradient, weight.getShape());
                    loss = loss.add(factor.mul(weight).sum());
                }
                collector.backward(loss);
            }
            optimizer.step();
        }
    }

    int arrays() {
        return manager.getManagedArrays().size();
    }

    float[][] values() {
        return weights.values().stream().map(NDArray::toFloatArray).toArray(float[][]::new);
    }

    float[][] averages() {
        return Objects.requireNonNull(optimizer.average()).byName().values().stream()
                .map(NDArray::toFloatArray)
                .toArray(float[][]::new);
    }

    /** All that a checkpoint has. */
    void restore(UpdatedWeights from) {
        copy(from.weights, weights);
        copy(from.optimizer.tensors(), optimizer.tensors());
        if (optimizer.average() != null) {
            copy(
                    Objects.requireNonNull(from.optimizer.average()).byName(),
                    Objects.requireNonNull(optimizer.average()).byName());
        }
        optimizer.setIterations(from.optimizer.iterations());
    }

    private static void copy(Map<String, NDArray> from, Map<String, NDArray> into) {
        from.forEach((name, tensor) -> InPlaceCopy.copy(tensor, Objects.requireNonNull(into.get(name), name)));
    }

    @Override
    public void close() {
        manager.close();
    }
}
