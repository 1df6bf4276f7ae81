package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDManager;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphLayer;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.LayerShape;
import io.epochal.protocol.model.WeightSpec;
import io.epochal.trainer.djl.layer.GraphOperations;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a graph to work: makes its weights and one operation for each layer. */
public final class NetworkBuilder {
    private NetworkBuilder() {}

    /**
     * @param seed of the first weights and of all that is random in training
     * @param manager owns the weights
     */
    public static Network build(GraphShape shape, long seed, NDManager manager) {
        return build(shape, null, new Weights(manager, seed), seed);
    }

    /**
     * The same behind a backbone, whose weights come first.
     *
     * @throws IOException where the backbone's weights or its output are none that can be trained
     */
    public static Network build(Graph head, BackboneBlock backbone, NDManager manager) throws IOException {
        Weights weights = new Weights(manager, backbone.seed());
        BackboneWeights.adopt(backbone, weights);
        GraphShape shape = GraphShape.of(head, List.of(backbone.output(manager)));
        return build(shape, backbone, weights, backbone.seed());
    }

    private static Network build(GraphShape shape, @Nullable BackboneBlock backbone, Weights weights, long seed) {
        GraphOperations operations = GraphOperations.of(shape, (index, specs, inputs, output, call) -> {
            GraphLayer layer = shape.graph().layers().get(index);
            return new WeightContext(
                    layer.name(), specs, inputs, output, call.arguments(), layer.trainable(), seed, index, weights);
        });
        // Those that no operation asked for, such as a count that is only kept; and all in Keras' order.
        for (int i = 0; i < shape.layers().size(); i++) {
            LayerShape built = shape.layers().get(i);
            if (built != null) {
                complete(shape.graph().layers().get(i), built, weights);
            }
        }
        return new Network(shape, backbone, operations, weights);
    }

    private static void complete(GraphLayer layer, LayerShape built, Weights weights) {
        for (WeightSpec weight : built.weights()) {
            weights.complete(layer.name() + "/" + weight.path(), weight, layer.trainable());
        }
    }
}
