package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;

/** {@code TimeDistributed}: the same layer for each step; as Keras 3.15, time_distributed.py. */
public record TimeDistributedLayer(GraphLayer layer) implements Layer {
    static TimeDistributedLayer of(LayerArguments arguments) {
        GraphLayer layer = InnerLayer.read(arguments, "layer");
        arguments.store("layer", InnerLayer.written(layer));
        return new TimeDistributedLayer(layer);
    }

    @Override
    public LayerShape build(List<List<Integer>> inputs) {
        Shapes.one(inputs);
        List<Integer> input = Shapes.atLeast(2, inputs);
        LayerShape inner = layer.layer().build(List.of(input.subList(1, input.size())));
        List<Integer> output = new ArrayList<>(List.of(input.get(0)));
        output.addAll(inner.output());
        return new LayerShape(output, InnerLayer.weights(layer, inner));
    }
}
