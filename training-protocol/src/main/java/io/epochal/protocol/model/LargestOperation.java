package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How much work the largest operation of a model is for one row, in multiply-adds: a convolution, the product of a dense layer, one step
 * of a recurrent one. What goes through values one by one counts each of them once.
 */
public final class LargestOperation {
    private LargestOperation() {}

    /** Of all layers; 0 for a model without any. */
    public static long multiplyAdds(GraphShape shape) {
        long largest = 0;
        for (Graph.Call call : shape.graph().calls()) {
            Layer layer = shape.graph().layers().get(call.layer()).layer();
            List<List<Integer>> inputs =
                    call.inputs().stream().map(shape.tensors()::get).toList();
            largest = Math.max(largest, multiplyAdds(layer, inputs));
        }
        return largest;
    }

    private static long multiplyAdds(Layer layer, List<List<Integer>> inputs) {
        if (layer instanceof NestedModel nested) {
            return multiplyAdds(nested.shape(inputs));
        }
        if (layer instanceof TimeDistributedLayer distributed) {
            List<Integer> all = inputs.get(0);
            List<Integer> step = all.subList(1, all.size());
            return all.get(0) * multiplyAdds(distributed.layer().layer(), List.of(step));
        }
        if (layer instanceof BidirectionalLayer both) {
            return Math.max(
                    multiplyAdds(both.forward().layer(), inputs),
                    multiplyAdds(both.backward().layer(), inputs));
        }
        if (layer instanceof RecurrentLayers.Recurrent) {
            // Its steps wait for each other.
            return GraphShape.parameters(layer.build(inputs));
        }
        if (layer instanceof AttentionLayers.Attention || layer instanceof AttentionLayers.AdditiveAttention) {
            return scores(inputs, Shapes.last(inputs.get(0)));
        }
        if (layer instanceof MultiHeadAttention heads) {
            long width = (long) heads.numHeads() * Math.max(heads.keyDim(), heads.valueDim());
            return Math.max(scores(inputs, width), kernel(heads.build(inputs), inputs.get(0)));
        }
        return hasKernel(layer) ? kernel(layer.build(inputs), inputs.get(0)) : values(layer, inputs);
    }

    private static boolean hasKernel(Layer layer) {
        return layer instanceof CoreLayers.Dense
                || layer instanceof ConvolutionLayers.Convolution
                || layer instanceof ConvolutionLayers.DepthwiseConvolution
                || layer instanceof ConvolutionLayers.SeparableConvolution
                || layer instanceof TransposedConvolution;
    }

    /** The largest kernel acts once at each place of the input or of the output, whichever has fewer. */
    private static long kernel(LayerShape built, List<Integer> input) {
        long places = Math.min(places(input), places(built.output()));
        return places
                * built.weights().stream()
                        .mapToLong(weight -> Shapes.product(weight.shape()))
                        .max()
                        .orElse(0);
    }

    private static long places(List<Integer> shape) {
        return shape.isEmpty() ? 1 : Shapes.product(shape.subList(0, shape.size() - 1));
    }

    /** Each step of the query with each of the values. */
    private static long scores(List<List<Integer>> inputs, long width) {
        return places(inputs.get(0)) * places(inputs.get(inputs.size() - 1)) * width;
    }

    private static long values(Layer layer, List<List<Integer>> inputs) {
        List<List<Integer>> shapes = new ArrayList<>(inputs);
        shapes.add(layer.build(inputs).output());
        return shapes.stream().mapToLong(Shapes::product).max().orElse(0);
    }
}
