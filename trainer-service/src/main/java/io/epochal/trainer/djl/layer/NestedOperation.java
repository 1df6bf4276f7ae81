package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.GraphLayer;
import io.epochal.protocol.model.NestedModel;
import java.util.List;

/** A model inside a model. */
record NestedOperation(GraphOperations inner) implements Operation {
    static void addTo(Operations.Table table) {
        table.add(NestedModel.class, NestedOperation::of);
    }

    private static Operation of(NestedModel model, LayerContext context) {
        return new NestedOperation(
                GraphOperations.of(model.shape(context.inputs()), (index, weights, inputs, output, call) -> {
                    GraphLayer layer = model.graph().layers().get(index);
                    return context.inner(layer.name(), layer.trainable(), inputs, output, call.arguments());
                }));
    }

    @Override
    public NDArray apply(List<Signal> inputs, Pass pass) {
        return signal(inputs, pass).values();
    }

    @Override
    public Signal signal(List<Signal> inputs, Pass pass) {
        return inner.run(inputs, pass);
    }
}
