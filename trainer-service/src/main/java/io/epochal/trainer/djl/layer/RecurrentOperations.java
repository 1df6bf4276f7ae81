package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.BidirectionalLayer;
import io.epochal.protocol.model.GraphLayer;
import io.epochal.protocol.model.RecurrentLayers;
import io.epochal.protocol.model.TimeDistributedLayer;
import io.epochal.trainer.djl.tensor.ScalarMath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keras' recurrent layers at work. */
final class RecurrentOperations {
    private RecurrentOperations() {}

    static void addTo(Operations.Table table) {
        table.add(RecurrentLayers.Recurrent.class, RecurrentOperations::recurrent);
        table.add(BidirectionalLayer.class, RecurrentOperations::bidirectional);
        table.add(TimeDistributedLayer.class, StepByStep::of);
    }

    private static Operation recurrent(RecurrentLayers.Recurrent layer, LayerContext context) {
        LayerContext cell =
                context.inner(layer.cellName(), layer.cellTrainable(), context.inputs(), context.output(), Map.of());
        CellSteps cells = CellSteps.of(layer.cell(), cell);
        Operation steps = new Recurrence(layer, cells, FusedSteps.of(cells));
        return layer.activityRegularizer() == null
                ? steps
                : Activated.of(Activation.LINEAR, layer.activityRegularizer(), steps);
    }

    private static Operation bidirectional(BidirectionalLayer layer, LayerContext context) {
        boolean all = context.output().size() == 2;
        Operation forward = inner(layer.forward(), context);
        Operation backward = inner(layer.backward(), context);
        return new Operation() {
            @Override
            public NDArray apply(List<Signal> inputs, Pass pass) {
                NDArray there = forward.apply(inputs, pass);
                NDArray back = backward.apply(inputs, pass);
                NDArray turned = all ? back.flip(1) : back;
                return switch (layer.mergeMode()) {
                    case CONCAT -> there.concat(turned, -1);
                    case SUM -> there.add(turned);
                    case MUL -> there.mul(turned);
                    case AVE -> ScalarMath.divide(there.add(turned), 2);
                };
            }

            @Override
            public @Nullable NDArray mask(List<Signal> inputs) {
                return all ? inputs.get(0).mask() : null;
            }
        };
    }

    private static Operation inner(GraphLayer layer, LayerContext context) {
        List<Integer> output = layer.layer().build(context.inputs()).output();
        return Operations.of(
                layer.layer(), context.inner(layer.name(), layer.trainable(), context.inputs(), output, Map.of()));
    }
}
