package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Linear;
import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.CoreLayers;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keras' core layers at work. */
final class CoreOperations {
    private CoreOperations() {}

    static void addTo(Operations.Table table) {
        table.add(CoreLayers.Dense.class, CoreOperations::dense);
        table.add(CoreLayers.Embedding.class, CoreOperations::embedding);
        table.add(CoreLayers.Masking.class, (layer, context) -> new Masked((float) layer.maskValue()));
        table.add(
                CoreLayers.Unchanged.class,
                (layer, context) -> (inputs, pass) -> inputs.get(0).values());
    }

    private static Operation dense(CoreLayers.Dense layer, LayerContext context) {
        NDArray kernel = context.weight("kernel", 1, 0);
        @Nullable NDArray bias = layer.useBias() ? context.weight("bias") : null;
        return Activated.of(layer.activation(), layer.activityRegularizer(), (inputs, pass) -> {
            NDArray values = inputs.get(0).values();
            return Linear.linear(values, kernel, bias).singletonOrThrow();
        });
    }

    private static Operation embedding(CoreLayers.Embedding layer, LayerContext context) {
        NDArray table = context.weight("embeddings");
        return Activated.of(Activation.LINEAR, layer.activityRegularizer(), new Looked(table, layer.maskZero()));
    }

    /** Rows of a table. A number that has no row fails in the engine, with an exception. */
    private record Looked(NDArray table, boolean maskZero) implements Operation {
        @Override
        public NDArray apply(List<Signal> inputs, Pass pass) {
            NDArray numbers = inputs.get(0).values().toType(DataType.INT64, false);
            return numbers.getNDArrayInternal()
                    .embedding(numbers, table, SparseFormat.DENSE)
                    .singletonOrThrow();
        }

        @Override
        public @Nullable NDArray mask(List<Signal> inputs) {
            return maskZero ? ScalarMath.isNotEqual(inputs.get(0).values(), 0) : null;
        }
    }

    /** Steps with another value than that one are real. */
    private record Masked(float maskValue) implements Operation {
        @Override
        public NDArray apply(List<Signal> inputs, Pass pass) {
            NDArray values = inputs.get(0).values();
            return values.mul(Activations.floats(real(values).expandDims(-1)));
        }

        @Override
        public NDArray mask(List<Signal> inputs) {
            return real(inputs.get(0).values());
        }

        private NDArray real(NDArray values) {
            return ScalarMath.isGreater(
                    Activations.floats(ScalarMath.isNotEqual(values, maskValue)).sum(new int[] {-1}), 0);
        }
    }
}
