package io.epochal.protocol.model;

import io.epochal.protocol.field.DTypePolicy;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasIdentifier;
import io.epochal.protocol.field.KerasObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keras' recurrent layers. */
public final class RecurrentLayers {
    static final Map<String, Function<LayerArguments, Layer>> READERS = Map.of(
            "SimpleRNN", Recurrent::ofSimple,
            "LSTM", arguments -> Recurrent.of(arguments, "lstm_cell", RecurrentCell.LongShortTerm::of),
            "GRU", arguments -> Recurrent.of(arguments, "gru_cell", RecurrentCell.Gated::of),
            "RNN", Recurrent::ofCell,
            "Bidirectional", BidirectionalLayer::of,
            "TimeDistributed", TimeDistributedLayer::of);

    private RecurrentLayers() {}

    /**
     * {@code SimpleRNN}, {@code LSTM}, {@code GRU}, or {@code RNN} around the cell of one of them; as Keras 3.15, rnn.py.
     *
     * @param cellName what stands before the weights' names: {@code lstm_cell}
     * @param cellTrainable whether the cell's weights are trained, where it is a layer of its own
     * @param returnSequences whether the output of each step is given on, not only the last
     * @param goBackwards whether the last step comes first, in the output too
     * @param zeroOutputForMask whether the output of a masked step is zeros; else it is that of the step before
     */
    public record Recurrent(
            RecurrentCell cell,
            String cellName,
            boolean cellTrainable,
            boolean returnSequences,
            boolean goBackwards,
            boolean zeroOutputForMask,
            @Nullable Regularizer activityRegularizer)
            implements Layer {
        static Recurrent of(
                LayerArguments arguments, String name, Function<LayerArguments, ? extends RecurrentCell> reader) {
            arguments.fields().raw("use_cudnn");
            return around(reader.apply(arguments), name, true, arguments);
        }

        /** Keras 3.15 takes its activity regularizer, but forgets it. */
        static Recurrent ofSimple(LayerArguments arguments) {
            Recurrent layer = of(arguments, "simple_rnn_cell", RecurrentCell.Simple::of);
            return new Recurrent(
                    layer.cell(),
                    layer.cellName(),
                    true,
                    layer.returnSequences(),
                    layer.goBackwards(),
                    layer.zeroOutputForMask(),
                    null);
        }

        static Recurrent ofCell(LayerArguments arguments) {
            KerasIdentifier object = KerasIdentifier.of(arguments.fields().object("cell"));
            String type = ClassName.find(RecurrentCell.TABLE.keySet(), object.name())
                    .orElseThrow(
                            () -> arguments.wrong(
                                    "cell",
                                    "must be a SimpleRNNCell, LSTMCell or GRUCell: other cells and stacks of them are not trained here"));
            Fields config = object.arguments();
            String name = config.optionalText("name").orElse(ClassName.snakeCase(type));
            boolean trainable = config.flag("trainable", true);
            DTypePolicy.requireFloat32(config);
            LayerArguments inner = new LayerArguments(config);
            RecurrentCell cell =
                    Objects.requireNonNull(RecurrentCell.TABLE.get(type)).apply(inner);
            inner.end();
            Map<String, @Nullable Object> written = new LinkedHashMap<>();
            written.put("name", name);
            written.put("trainable", trainable);
            written.putAll(inner.config());
            arguments.store("cell", KerasObject.of("keras.layers", type, written));
            return around(cell, name, trainable, arguments);
        }

        private static Recurrent around(RecurrentCell cell, String name, boolean trainable, LayerArguments arguments) {
            arguments.only("return_state", false, "a layer has one output here");
            arguments.only("stateful", false, "each batch begins with a state of zeros here");
            arguments.flag("unroll", false);
            return new Recurrent(
                    cell,
                    name,
                    trainable,
                    arguments.flag("return_sequences", false),
                    arguments.flag("go_backwards", false),
                    arguments.flag("zero_output_for_mask", false),
                    ObjectArguments.regularizer(arguments, "activity_regularizer"));
        }

        @Override
        public LayerShape build(List<List<Integer>> inputs) {
            Shapes.one(inputs);
            List<Integer> input = Shapes.exactly(2, "steps, values", inputs);
            int units = cell.settings().units();
            List<WeightSpec> weights = cell.weights(input.get(1)).stream()
                    .map(weight -> (cellTrainable ? weight : weight.frozen()).below(cellName))
                    .toList();
            return new LayerShape(returnSequences ? List.of(input.get(0), units) : List.of(units), weights);
        }

        Recurrent backwards() {
            return new Recurrent(
                    cell, cellName, cellTrainable, returnSequences, true, zeroOutputForMask, activityRegularizer);
        }

        Recurrent zeroOutputForMask(boolean zero) {
            return new Recurrent(
                    cell, cellName, cellTrainable, returnSequences, goBackwards, zero, activityRegularizer);
        }
    }
}
