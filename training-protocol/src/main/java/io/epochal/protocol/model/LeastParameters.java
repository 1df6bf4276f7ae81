package io.epochal.protocol.model;

import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fewest parameters that a model can have whatever reaches it: what is known of its size before its data are. Of each tensor
 * only the last axis is followed, and taken as 1 where it is not known.
 */
final class LeastParameters {
    /** The other axes: a window may need more than 1, and no weight depends on how much more. */
    private static final List<Integer> SIDES = List.of(1, 4, 16, 64, 256, 1 << 10, 1 << 12, 1 << 16, 1 << 20);

    /** Behind the batch: time, three of space, channels. */
    private static final int MOST_AXES = 5;

    private LeastParameters() {}

    /** Fails at the layer with which the model has more than {@link GraphShape#MOST_PARAMETERS}. */
    static void check(Graph graph) {
        List<Integer> last = new ArrayList<>();
        graph.inputs().forEach(input -> last.add(lastOf(input.shape())));
        if (last.isEmpty()) {
            last.add(1);
        }
        boolean[] counted = new boolean[graph.layers().size()];
        long parameters = 0;
        for (Graph.Call call : graph.calls()) {
            GraphLayer layer = graph.layers().get(call.layer());
            if (layer.layer() instanceof NestedModel nested) {
                GraphShape.check(nested.graph());
            }
            Optional<LayerShape> shape =
                    built(layer.layer(), call.inputs().stream().map(last::get).toList());
            if (shape.isPresent() && !counted[call.layer()]) {
                counted[call.layer()] = true;
                parameters += GraphShape.parameters(shape.get());
                GraphShape.requireParameters(layer, parameters);
            }
            last.add(shape.map(LayerShape::output).map(LeastParameters::lastOf).orElse(1));
        }
    }

    private static int lastOf(List<@Nullable Integer> shape) {
        Integer side = shape.isEmpty() ? null : shape.get(shape.size() - 1);
        return side == null ? 1 : side;
    }

    /** With as few axes and as small sides as the layer takes; empty when that cannot be found in this way. */
    private static Optional<LayerShape> built(Layer layer, List<Integer> last) {
        for (int side : SIDES) {
            for (int axes = 1; axes <= MOST_AXES && !last.isEmpty(); axes++) {
                Optional<LayerShape> shape = built(layer, last, side, axes);
                if (shape.isPresent()) {
                    // A shape that came of large sides alone, as a Reshape's may, says nothing of smaller ones.
                    return shape.filter(one -> side == 1 || !one.weights().isEmpty());
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<LayerShape> built(Layer layer, List<Integer> last, int side, int axes) {
        List<List<Integer>> inputs = new ArrayList<>();
        for (int channels : last) {
            List<Integer> input = new ArrayList<>();
            for (int axis = 1; axis < axes; axis++) {
                input.add(side);
            }
            input.add(channels);
            inputs.add(input);
        }
        try {
            return Optional.of(layer.build(inputs));
        } catch (ShapeException | SpecException e) {
            // The second is of a layer inside this one.
            return Optional.empty();
        }
    }
}
