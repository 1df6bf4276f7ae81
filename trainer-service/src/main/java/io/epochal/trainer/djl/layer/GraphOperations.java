package io.epochal.trainer.djl.layer;

import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.ConvolutionLayers;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphLayer;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.LayerShape;
import io.epochal.protocol.model.PoolingLayers;
import io.epochal.protocol.model.WeightSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers of a graph at work, and the way of a batch through them. A model has one, and each model inside it.
 *
 * @param operations one for each call of the graph
 */
public record GraphOperations(Graph graph, List<Operation> operations) {
    public GraphOperations {
        operations = List.copyOf(operations);
    }

    /** Gives each layer what its operation is made of. */
    public interface Contexts {
        /**
         * @param index the layer's place in the graph
         * @param weights of the layer
         * @param inputs the shapes of one row of each input of the call
         * @param output the shape of one row of what the call gives
         * @param call the first one of this kind: with such inputs and arguments
         */
        LayerContext of(
                int index, List<WeightSpec> weights, List<List<Integer>> inputs, List<Integer> output, Graph.Call call);
    }

    /** Does one call of a layer. */
    public interface Caller {
        /** @param last whether this is the graph's output */
        Signal call(Operation operation, List<Signal> inputs, Pass pass, boolean last);
    }

    /** What a call's operation depends on. */
    private record Use(int layer, List<List<Integer>> inputs, Map<String, Object> arguments) {}

    public static GraphOperations of(GraphShape shape, Contexts contexts) {
        Graph graph = shape.graph();
        Map<Use, Operation> uses = new HashMap<>();
        List<Operation> byCall = new ArrayList<>();
        for (int i = 0; i < graph.calls().size(); i++) {
            Graph.Call call = graph.calls().get(i);
            List<Integer> output = shape.tensors().get(graph.inputCount() + i);
            Use use = new Use(
                    call.layer(),
                    call.inputs().stream().map(shape.tensors()::get).toList(),
                    call.arguments());
            byCall.add(uses.computeIfAbsent(use, one -> operation(one, shape, output, call, contexts)));
        }
        for (int i = 0; i < byCall.size(); i++) {
            deferRelu(graph, i, byCall);
        }
        return new GraphOperations(graph, byCall);
    }

    private static Operation operation(
            Use use, GraphShape shape, List<Integer> output, Graph.Call call, Contexts contexts) {
        GraphLayer layer = shape.graph().layers().get(use.layer());
        LayerShape built = shape.layers().get(use.layer());
        if (built == null) {
            throw new IllegalStateException(layer.name() + " is called, but has no shape");
        }
        return Operations.of(layer.layer(), contexts.of(use.layer(), built.weights(), use.inputs(), output, call));
    }

    /** Maximum and relu commute, gradients too, and after the pool there is a quarter left to do. */
    private static void deferRelu(Graph graph, int call, List<Operation> operations) {
        GraphLayer layer = graph.layers().get(graph.calls().get(call).layer());
        int tensor = graph.inputCount() + call;
        List<Integer> users = new ArrayList<>();
        for (int i = 0; i < graph.calls().size(); i++) {
            if (graph.calls().get(i).inputs().contains(tensor)) {
                users.add(i);
            }
        }
        if (layer.layer() instanceof ConvolutionLayers.Convolution
                && operations.get(call) instanceof Activated conv
                && conv.activation() == Activation.RELU
                && conv.activityRegularizer() == null
                && graph.output() != tensor
                && users.size() == 1
                && graph.layers().get(graph.calls().get(users.get(0)).layer()).layer()
                        instanceof PoolingLayers.Pooling pooling
                && pooling.kind() == PoolingLayers.PoolingKind.MAX) {
            Operation pool = operations.get(users.get(0));
            operations.set(call, conv.layer());
            operations.set(users.get(0), new Activated(pool, Activation.RELU, null));
        }
    }

    /** Passes one batch through all layers. */
    public Signal run(List<Signal> inputs, Pass pass) {
        return run(inputs, pass, (operation, from, mode, last) -> operation.signal(from, mode));
    }

    /** The same, each call done by that caller. */
    public Signal run(List<Signal> inputs, Pass pass, Caller caller) {
        List<Signal> tensors = new ArrayList<>(inputs);
        for (int i = 0; i < operations.size(); i++) {
            Graph.Call call = graph.calls().get(i);
            List<Signal> from = call.inputs().stream().map(tensors::get).toList();
            boolean last = inputs.size() + i == graph.output();
            // The mode is the model's, whatever "training" the call was made with: operation_fn of functional.py, Keras
            // 3.15. Keras
            // writes False there for each layer that has such an argument, if nothing else was said.
            tensors.add(caller.call(operations.get(i), from, pass, last));
        }
        return tensors.get(graph.output());
    }
}
