package io.epochal.protocol.model;

import static io.epochal.protocol.model.FunctionalText.fields;
import static io.epochal.protocol.model.FunctionalText.input;
import static io.epochal.protocol.model.FunctionalText.layer;
import static io.epochal.protocol.model.FunctionalText.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphReaderTest {
    private static final String IN = input("in", 4);
    private static final String OUT = layer("Dense", "out", "'units': 2", "in");

    @Test
    void readsTwoInputsAndASharedLayer() {
        Graph graph = GraphReader.keras(model(
                List.of("right", "left"),
                "out",
                input("left", 4),
                input("right", 4),
                layer("Dense", "shared", "'units': 3", "left", "right"),
                layer("Concatenate", "both", "", "[shared shared:1]"),
                layer("Dense", "out", "'units': 2", "both")));

        assertThat(graph.sequential()).isFalse();
        assertThat(graph.inputs().stream().map(Graph.Input::name)).containsExactly("right", "left");
        assertThat(graph.calls())
                .containsExactly(
                        new Graph.Call(0, List.of(1), Map.of()),
                        new Graph.Call(0, List.of(0), Map.of()),
                        new Graph.Call(1, List.of(2, 3), Map.of()),
                        new Graph.Call(2, List.of(4), Map.of()));
        assertThat(graph.output()).isEqualTo(5);
        GraphShape shape = GraphShape.of(graph, List.of(List.of(4), List.of(4)));
        assertThat(shape.output()).containsExactly(2);
        assertThat(shape.weights().keySet()).containsExactly("shared/kernel", "shared/bias", "out/kernel", "out/bias");
    }

    /** As Keras 3.15 writes the calls of a Functional model: from 0 where its results are used, from 1 where they come out. */
    @ParameterizedTest
    @CsvSource({"inner, inner:1", "inner:1, inner:2"})
    void findsTheCallsOfAFunctionalModelHoweverKerasCountsThem(String first, String second) {
        String arguments =
                """
                'layers': [%s, %s], 'input_layers': ['in', 0, 0], 'output_layers': ['out', 0, 0]"""
                        .formatted(IN, OUT);
        Graph graph = GraphReader.keras(model(
                List.of("a"),
                "both",
                input("a", 4),
                layer("Functional", "inner", arguments, "a", "a"),
                layer("Subtract", "both", "", "[" + first + " " + second + "]")));

        assertThat(graph.calls().get(2).inputs()).containsExactly(1, 2);
    }

    /** As Keras 3.15 writes {@code LSTM(Embedding(mask_zero=True)(tokens))} and a Masking: with what computes their masks. */
    @Test
    void leavesOutWhatComputesMasks() {
        Graph graph = GraphReader.keras(masked("not_equal", "tokens', 0, 0]}}, 0"));

        assertThat(graph.layers().stream().map(GraphLayer::name))
                .containsExactly("embedding", "masking", "first", "add");
        assertThat(graph.calls().get(2).inputs()).containsExactly(2);
        assertThat(graph.calls().get(2).arguments()).isEqualTo(Map.of("training", false));
    }

    @Test
    void refusesAMaskThatAUserComputed() {
        assertThatThrownBy(() -> GraphReader.keras(masked("not_equal", "tokens', 0, 0]}}, 3")))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("layers[3].class_name is not a layer that can be trained here");
        assertThatThrownBy(() -> GraphReader.keras(masked("tokens", "tokens', 0, 0]}}, 0")))
                .hasMessageContaining("mask must not be an argument of the call: it is not known here");
    }

    @Test
    void putsCallsIntoAnOrderInWhichTheyCanBeMade() {
        Graph graph = GraphReader.keras(model(
                List.of("in"),
                "c",
                layer("Dense", "c", "'units': 3", "b"),
                layer("Dense", "b", "'units': 3", "a"),
                layer("Dense", "a", "'units': 3", "in"),
                IN));

        assertThat(graph.layers().stream().map(GraphLayer::name)).containsExactly("c", "b", "a");
        assertThat(graph.calls().stream().map(Graph.Call::layer)).containsExactly(2, 1, 0);
        assertThat(graph.output()).isEqualTo(3);
    }

    @Test
    void anOutputMayBeTheFirstOfTwoCallsOrAnInput() {
        Graph graph = GraphReader.keras(
                model(List.of("in"), "twice:0", IN, layer("Dense", "twice", "'units': 4", "in", "twice")));

        assertThat(graph.output()).isEqualTo(1);
        assertThat(GraphReader.keras(model(List.of("in"), "in", IN, OUT)).output())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            Dense   | 'units': 2 | b  | in:3 | in    | config.layers[1].inbound_nodes must use layers of the model
            Dense   | 'units': 2 | b  | b    | in    | config.layers[1].inbound_nodes must use layers of the model, and no circle of them
            Dense   | 'units': 2 | b  | c    | in    | (did you mean b?)
            Dens    | 'units': 2 | b  | in   | in    | config.layers[1].class_name is not a layer that can be trained here (did you mean Dense?)
            Dense   | 'unit': 2  | b  | in   | in    | config.layers[1].config.units is required
            Dense   | 'units': 2, 'unit': 2 | b | in | in | config.layers[1].config.unit is not known here
            Flatten | 'data_format': 'channels_first' | b | in | in | config.layers[1].config.data_format must be channels_last
            Flatten | 'dtype': 'float16' | b | in | in | config.layers[1].config.dtype must be float32
            RNN | 'cell': {'class_name': 'LSTMCell', 'config': {'units': 2, 'dtype': 'float16'}} | b | in | in | config.layers[1].config.cell.config.dtype must be float32
            Flatten | 'trainable': 1 | b | in | in | config.layers[1].config.trainable must be true or false
            Dense   | 'units': 2 | b  | in   | other | config.input_layers must name an InputLayer
            """)
    void refusesAFunctionalModelThatCannotBeTrained(
            String type, String arguments, String name, String from, String entry, String problem) {
        Fields model = model(List.of(entry), "b", IN, layer(type, name, arguments, from));

        assertThatThrownBy(() -> GraphReader.keras(model))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            [['in', 0, 0], ['out', 0, 0]] | must be one output
            ['nothing', 0, 0]             | must name a layer of the model
            ['out', 1, 0]                 | must name a layer of the model
            ['out', 0, 1]                 | a layer has one output here
            []                            | must be one output
            """)
    void refusesAnythingButOneOutput(String output, String problem) {
        Fields model = fields(
                "{'class_name': 'Functional', 'config': {'name': 'm', 'layers': [%s, %s], 'input_layers': ['in', 0, 0], 'output_layers': %s}}"
                        .formatted(IN, OUT, output));

        assertThatThrownBy(() -> GraphReader.keras(model))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("config.output_layers")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            {'class_name': 'MyModel', 'config': {}, 'registered_name': 'my>MyModel'} | registered_name must be one of Keras' own
            {'class_name': 'MyModel', 'config': {}}                                  | class_name must be Sequential or Functional
            {'class_name': 'Sequential', 'config': {'layers': []}}                   | config.name is required
            {'config': {}}                                                           | class_name is required
            {'class_name': 'Sequential', 'config': {'name': 's', 'layers': [{'class_name': 'Dense', 'config': {'units': 2}, 'registered_name': 'my>Dense'}]}} | config.layers[0].registered_name must be one of Keras' own
            {'class_name': 'Sequential', 'config': {'name': 's', 'layers': [{'class_name': 'InputLayer', 'config': {'batch_shape': [null, -1]}}]}} | config.layers[0].shape must be sizes
            {'class_name': 'Sequential', 'config': {'name': 's', 'layers': [{'class_name': 'InputLayer', 'config': {'batch_shape': [null, 1], 'sparse': true}}]}} | config.layers[0].sparse must be false
            """)
    void refusesAModelThatIsNotKerasOwn(String json, String problem) {
        assertThatThrownBy(() -> GraphReader.keras(fields(json)))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void readsLayersInARowInBothForms() {
        Fields model = fields(
                """
                {'layers': [{'type': 'InputLayer', 'shape': [null, 4]}, {'type': 'dense', 'units': 3, 'trainable': false},
                 {'class_name': 'Dense', 'config': {'units': 2, 'dtype': {'class_name': 'DTypePolicy', 'config': {'name': 'float32'}}}}]}""");

        Graph graph = GraphReader.layers("row", model.objects("layers"));

        assertThat(graph.sequential()).isTrue();
        assertThat(graph.inputs()).hasSize(1);
        assertThat(graph.inputs().get(0).shape()).containsExactly(null, 4);
        assertThat(graph.layers().stream().map(GraphLayer::name)).containsExactly("dense", "dense_1");
        assertThat(graph.layers().stream().map(GraphLayer::trainable)).containsExactly(false, true);
        assertThat(graph.layers().stream().map(GraphLayer::place)).containsExactly("layers[1]", "layers[2]");
        assertThat(graph.output()).isEqualTo(2);
    }

    /**
     * @param mask what the first layer gets as its mask
     * @param compared what the mask of the tokens is made of, behind its opening
     */
    private static Fields masked(String mask, String compared) {
        String tensor = "{'class_name': '__keras_tensor__', 'config': {'keras_history': ['";
        String operation =
                "{'module': 'keras.src.ops.numpy', 'class_name': '%s', 'name': '%s', 'config': {'name': '%s'},"
                        + " 'inbound_nodes': [{'args': [%s], 'kwargs': {}}]}";
        String of = "', 0, 0]}}";
        String first = layer("GRU", "first", "'units': 4, 'return_sequences': true", "embedding")
                .replace("'kwargs': {}", "'kwargs': {'training': false, 'mask': " + tensor + mask + of + "}");
        return model(
                List.of("tokens", "values"),
                "add",
                input("tokens", 8),
                "{'class_name': 'InputLayer', 'name': 'values', 'inbound_nodes': [], 'config': {'name': 'values', 'batch_shape': [null, 8, 4]}}",
                layer("Embedding", "embedding", "'input_dim': 9, 'output_dim': 4, 'mask_zero': true", "tokens"),
                operation.formatted("NotEqual", "not_equal", "not_equal", tensor + compared),
                layer("Masking", "masking", "'mask_value': -1.0", "values"),
                operation.formatted("NotEqual", "not_equal_1", "not_equal_1", tensor + "values" + of + ", -1.0"),
                operation.formatted("Any", "any", "any", tensor + "not_equal_1" + of),
                first,
                operation.formatted("LogicalOr", "or", "or", tensor + "not_equal" + of + ", " + tensor + "any" + of),
                layer("Add", "add", "", "[first masking]"));
    }
}
