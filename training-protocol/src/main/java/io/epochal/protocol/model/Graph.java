package io.epochal.protocol.model;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a model and how they are connected. Its tensors are numbered: the inputs first, then the output of each call in the
 * order of the calls, which only use tensors that come before them.
 *
 * @param sequential whether Keras has it as a {@code Sequential}; else it is {@code Functional}
 * @param inputs empty where the spec leaves the input to the data
 * @param output the tensor that is the model's output
 */
public record Graph(
        String name, boolean sequential, List<Input> inputs, List<GraphLayer> layers, List<Call> calls, int output) {
    public Graph {
        inputs = List.copyOf(inputs);
        layers = List.copyOf(layers);
        calls = List.copyOf(calls);
    }

    /**
     * @param shape of one row; null for an axis of any size
     * @param dtype as Keras names it
     */
    public record Input(String name, List<@Nullable Integer> shape, String dtype) {}

    /**
     * One use of a layer. A layer that is called twice has its weights once.
     *
     * @param layer its place in {@link #layers}
     * @param inputs the tensors that reach it
     * @param arguments of the call that are no tensors: {@code use_causal_mask}
     */
    public record Call(int layer, List<Integer> inputs, Map<String, Object> arguments) {
        public Call {
            inputs = List.copyOf(inputs);
        }
    }

    /** Layers in a row, behind one input. */
    static Graph sequential(String name, List<Input> inputs, List<GraphLayer> layers) {
        List<Call> calls = IntStream.range(0, layers.size())
                .mapToObj(i -> new Call(i, List.of(i), Map.of()))
                .toList();
        return new Graph(name, true, inputs, layers, calls, layers.size());
    }

    /** How many inputs it has: at least one. */
    public int inputCount() {
        return Math.max(1, inputs.size());
    }
}
