package io.epochal.protocol.model;

import static io.epochal.protocol.model.FunctionalText.fields;
import static io.epochal.protocol.model.FunctionalText.input;
import static io.epochal.protocol.model.FunctionalText.layer;
import static io.epochal.protocol.model.FunctionalText.model;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written can be read again, and is what Keras writes. */
class GraphWriterTest {
    @Test
    void aFunctionalModelIsTheSameAfterwards() throws Exception {
        Graph graph = GraphReader.keras(model(
                List.of("left", "right"),
                "out",
                input("left", 4),
                input("right", 4),
                layer(
                        "Dense",
                        "shared",
                        "'units': 3, 'kernel_regularizer': {'type': 'L2', 'l2': 0.5}",
                        "left",
                        "right"),
                layer("Add", "sum", "", "[shared shared:1]"),
                layer("Dense", "out", "'units': 2, 'trainable': false", "sum")));
        List<List<Integer>> inputs = List.of(List.of(4), List.of(4));

        assertThat(GraphReader.keras(Fields.of("", written(graph, inputs)))).isEqualTo(graph);
        assertThat(text(graph, inputs))
                .contains("\"input_layers\":[[\"left\",0,0],[\"right\",0,0]],\"output_layers\":[\"out\",0,0]")
                .contains("\"keras_history\":[\"shared\",1,0]")
                .contains(
                        "\"inbound_nodes\":[{\"args\":[[{\"class_name\":\"__keras_tensor__\",\"config\":{\"shape\":[null,3],")
                .contains("\"kwargs\":{}");
    }

    @Test
    void activationsThatAreLayersAreTheSameAfterwards() throws Exception {
        Fields spec = fields(
                """
                {'layers': [{'type': 'Conv1D', 'filters': 2, 'kernel_size': 3, 'activation': {'type': 'leaky_relu', 'negative_slope': 0.1}},
                 {'type': 'LSTM', 'units': 2, 'activation': {'type': 'ELU', 'alpha': 0.5},
                  'recurrent_activation': {'type': 'Activation', 'activation': 'hard_sigmoid'}},
                 {'type': 'Dense', 'units': 3, 'activation': {'class_name': 'ReLU', 'config': {'name': 'six', 'max_value': 6.0}}},
                 {'type': 'Dense', 'units': 3, 'activation': {'type': 'Softmax'}}]}""");
        Graph graph = GraphReader.layers("row", spec.objects("layers"));
        List<List<Integer>> inputs = List.of(List.of(8, 2));

        Graph again = GraphReader.keras(Fields.of("", written(graph, inputs)));

        assertThat(again.layers().stream().map(GraphLayer::layer).toList())
                .isEqualTo(graph.layers().stream().map(GraphLayer::layer).toList());
        assertThat(text(graph, inputs))
                .contains(
                        "\"activation\":{\"module\":\"keras.layers\",\"class_name\":\"LeakyReLU\",\"config\":{\"name\":\"leaky_re_lu\",\"trainable\":true,\"negative_slope\":0.1}")
                .contains("\"class_name\":\"ReLU\",\"config\":{\"name\":\"six\"")
                .contains("\"recurrent_activation\":\"hard_sigmoid\"")
                .contains("\"activation\":\"softmax\"");
    }

    @Test
    void layersInARowAreTheSameAfterwards() throws Exception {
        Fields spec = fields(
                """
                {'layers': [{'type': 'InputLayer', 'shape': [8, 8, 1]},
                 {'type': 'Conv2D', 'filters': 2, 'kernel_size': 3, 'padding': 'same', 'kernel_initializer': 'he_normal'},
                 {'type': 'BatchNormalization'}, {'type': 'MaxPooling2D'}, {'type': 'Flatten'}, {'type': 'Dropout', 'rate': 0.5},
                 {'type': 'Dense', 'units': 3, 'activation': 'softmax', 'kernel_constraint': {'type': 'MaxNorm', 'max_value': 3}}]}""");
        Graph graph = GraphReader.layers("row", spec.objects("layers"));
        List<List<Integer>> inputs = List.of(List.of(8, 8, 1));

        Graph again = GraphReader.keras(Fields.of("", written(graph, inputs)));

        assertThat(again.layers().stream().map(GraphLayer::layer).toList())
                .isEqualTo(graph.layers().stream().map(GraphLayer::layer).toList());
        assertThat(again.inputs()).isEqualTo(graph.inputs());
        assertThat(again.calls()).isEqualTo(graph.calls());
        assertThat(text(again, inputs)).isEqualTo(text(graph, inputs));
    }

    @Test
    void anInputThatOnlyTheDataHaveIsWrittenWithTheirShape() throws Exception {
        Graph graph = GraphReader.layers(
                "row", fields("{'layers': [{'type': 'Flatten'}]}").objects("layers"));

        assertThat(text(graph, List.of(List.of(2, 3))))
                .contains("\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,2,3]");
    }

    private static Object written(Graph graph, List<List<Integer>> inputs) throws JsonProcessingException {
        return Wire.JSON.readValue(text(graph, inputs), Object.class);
    }

    private static String text(Graph graph, List<List<Integer>> inputs) throws JsonProcessingException {
        return Wire.JSON.writeValueAsString(GraphWriter.keras(GraphShape.of(graph, inputs)));
    }
}
