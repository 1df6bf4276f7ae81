package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import io.epochal.protocol.model.CoreLayers;
import org.jspecify.annotations.Nullable;

/** Keras' core layers at work. */
final class CoreOperations {
    private CoreOperations() {}

    static void addTo(Operations.Table table) {
        table.add(CoreLayers.Dense.class, CoreOperations::dense);
    }

    private static Operation dense(CoreLayers.Dense layer, LayerContext context) {
        NDArray kernel = context.weight("kernel", 1, 0);
        @Nullable NDArray bias = layer.useBias() ? context.weight("bias") : null;
        return Activated.of(layer.activation(), layer.activityRegularizer(), (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            return Linear.linear(values, kernel, bias).singletonOrThrow();
        });
    }
}
