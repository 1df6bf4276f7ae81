package io.epochal.protocol.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code Bidirectional}: one recurrent layer from the first step to the last, another one back; as Keras 3.15, bidirectional.py.
 *
 * @param forward a {@link RecurrentLayers.Recurrent}
 * @param backward another one, in the other direction
 * @param mergeMode how their outputs become one
 */
public record BidirectionalLayer(GraphLayer forward, GraphLayer backward, MergeMode mergeMode) implements Layer {
    /** As Keras names it, in lower case. */
    public enum MergeMode {
        CONCAT,
        SUM,
        MUL,
        AVE
    }

    static BidirectionalLayer of(LayerArguments arguments) {
        GraphLayer layer = InnerLayer.read(arguments, "layer");
        RecurrentLayers.Recurrent recurrent = recurrent(layer, "layer", arguments);
        GraphLayer forward = whole(layer, "forward_" + stem(layer.name(), "forward_"), recurrent);
        GraphLayer backward = arguments.has("backward_layer")
                ? backward(arguments)
                : whole(layer, "backward_" + stem(layer.name(), "backward_"), recurrent.backwards());
        arguments.store("layer", InnerLayer.written(forward));
        arguments.store("backward_layer", InnerLayer.written(backward));
        check(recurrent(forward, "layer", arguments), recurrent(backward, "backward_layer", arguments), arguments);
        if (arguments.fields().keys().contains("merge_mode") && !arguments.has("merge_mode")) {
            throw arguments.wrong("merge_mode", "must be one of concat, sum, mul, ave: a layer has one output here");
        }
        List<String> modes = List.of("concat", "sum", "mul", "ave");
        String mode = arguments.oneOf("merge_mode", "concat", modes.toArray(String[]::new));
        return new BidirectionalLayer(forward, backward, MergeMode.values()[modes.indexOf(mode)]);
    }

    private static GraphLayer backward(LayerArguments arguments) {
        GraphLayer layer = InnerLayer.read(arguments, "backward_layer");
        return whole(layer, layer.name(), recurrent(layer, "backward_layer", arguments));
    }

    /** Keras has masked steps give zeros where all steps are given on, whatever the inner layer says. */
    private static GraphLayer whole(GraphLayer layer, String name, RecurrentLayers.Recurrent recurrent) {
        boolean zero = recurrent.returnSequences();
        return InnerLayer.changed(
                layer,
                name,
                recurrent.zeroOutputForMask(zero),
                Map.of("zero_output_for_mask", zero, "go_backwards", recurrent.goBackwards()));
    }

    private static String stem(String name, String prefix) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    private static RecurrentLayers.Recurrent recurrent(GraphLayer layer, String key, LayerArguments arguments) {
        if (layer.layer() instanceof RecurrentLayers.Recurrent recurrent) {
            return recurrent;
        }
        throw arguments.wrong(key, "must be a SimpleRNN, LSTM, GRU or RNN");
    }

    private static void check(
            RecurrentLayers.Recurrent forward, RecurrentLayers.Recurrent backward, LayerArguments arguments) {
        if (forward.goBackwards() == backward.goBackwards()) {
            throw arguments.wrong("layer", "must have another go_backwards than backward_layer");
        }
        if (forward.returnSequences() != backward.returnSequences()) {
            throw arguments.wrong("layer", "must have the same return_sequences as backward_layer");
        }
    }

    @Override
    public LayerShape build(List<List<Integer>> inputs) {
        LayerShape first = forward.layer().build(inputs);
        LayerShape second = backward.layer().build(inputs);
        int units = Shapes.last(first.output());
        if (mergeMode != MergeMode.CONCAT && units != Shapes.last(second.output())) {
            throw new ShapeException("has layers of " + units + " and " + Shapes.last(second.output())
                    + " units, which must be as many, or merge_mode concat");
        }
        List<WeightSpec> weights = new ArrayList<>(InnerLayer.weights(forward, first));
        weights.addAll(InnerLayer.weights(backward, second));
        int last = mergeMode == MergeMode.CONCAT ? units + Shapes.last(second.output()) : units;
        return new LayerShape(Shapes.withLast(first.output(), last), weights);
    }
}
