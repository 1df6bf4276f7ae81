package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDManager;
import io.epochal.protocol.model.Activation;
import io.epochal.protocol.model.ConvolutionLayers;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphLayer;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.LayerShape;
import io.epochal.protocol.model.PoolingLayers;
import io.epochal.protocol.model.WeightSpec;
import io.epochal.trainer.djl.layer.Activated;
import io.epochal.trainer.djl.layer.Operation;
import io.epochal.trainer.djl.layer.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts a graph to work: makes its weights and one operation for each layer. */
public final class NetworkBuilder {
    private final GraphShape shape;
    private final Graph graph;
    private final long seed;
    private final Weights weights;

    private NetworkBuilder(GraphShape shape, long seed, NDManager manager) {
        this.shape = shape;
        this.graph = shape.graph();
        this.seed = seed;
        this.weights = new Weights(manager, seed);
    }

    /**
     * @param seed of the first weights and of all that is random in training
     * @param manager owns the weights
     */
    public static Network build(GraphShape shape, long seed, NDManager manager) {
        NetworkBuilder builder = new NetworkBuilder(shape, seed, manager);
        return new Network(shape, builder.operations(), builder.weights);
    }

    private List<Operation> operations() {
        List<@Nullable Operation> byLayer = new ArrayList<>();
        for (int i = 0; i < graph.layers().size(); i++) {
            byLayer.add(layer(i));
        }
        List<Operation> byCall = new ArrayList<>();
        for (int i = 0; i < graph.calls().size(); i++) {
            Graph.Call call = graph.calls().get(i);
            Operation operation = byLayer.get(call.layer());
            if (operation == null) {
                throw new IllegalStateException("no operation for " + graph.layers().get(call.layer()).name());
            }
            byCall.add(isAsFirst(call) ? operation : operation(i));
        }
        for (int i = 0; i < byCall.size(); i++) {
            deferRelu(i, byCall);
        }
        return byCall;
    }

    private @Nullable Operation layer(int index) {
        LayerShape built = shape.layers().get(index);
        int call = firstCall(index);
        if (built == null || call < 0) {
            return null;
        }
        Operation operation = operation(call);
        WeightContext context = context(call);
        for (WeightSpec weight : built.weights()) {
            var unused = context.ensure(weight);
        }
        return operation;
    }

    private Operation operation(int call) {
        GraphLayer layer = graph.layers().get(graph.calls().get(call).layer());
        return Operations.of(layer.layer(), context(call));
    }

    private WeightContext context(int index) {
        Graph.Call call = graph.calls().get(index);
        GraphLayer layer = graph.layers().get(call.layer());
        List<WeightSpec> weights = Objects.requireNonNull(shape.layers().get(call.layer())).weights();
        List<Integer> output = shape.tensors().get(graph.inputCount() + index);
        return new WeightContext(
                layer.name(), weights, inputs(call), output, call.arguments(), layer.trainable(), seed, call.layer(), this.weights);
    }

    private List<List<Integer>> inputs(Graph.Call call) {
        return call.inputs().stream().map(shape.tensors()::get).toList();
    }

    /** Whether the layer's operation for its first call is right for this one too. */
    private boolean isAsFirst(Graph.Call call) {
        Graph.Call first = graph.calls().get(firstCall(call.layer()));
        return inputs(first).equals(inputs(call)) && first.arguments().equals(call.arguments());
    }

    private int firstCall(int layer) {
        for (int i = 0; i < graph.calls().size(); i++) {
            if (graph.calls().get(i).layer() == layer) {
                return i;
            }
        }
        return -1;
    }

    /** Maximum and relu commute, gradients too, and after the pool there is a quarter left to do. */
    private void deferRelu(int call, List<Operation> operations) {
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
                && pooling.kind() == PoolingLayers.Kind.MAX) {
            Operation pool = operations.get(users.get(0));
            operations.set(call, conv.layer());
            operations.set(users.get(0), new Activated(pool, Activation.RELU, null));
        }
    }
}
