package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphShape;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be known of a run before its first batch is known when it is submitted. */
class SpecCheckTest {
    private static final String DENSE = "{'type': 'Dense', 'units': 10, 'activation': 'softmax'}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            , 'name': '../x'                    | name must be 1 to 128 letters
            , 'name': '/x'                      | name must be 1 to 128 letters
            , 'name': ''                        | name must be 1 to 128 letters
            , 'name': 'VICTIM/attempts/x'       | name must be 1 to 128 letters
            , 'name': 'modèle'                  | name must be 1 to 128 letters
            , 'name': 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | name must have at most 100 characters
            , 'data': {'dataset': '../secret'}  | data.dataset must be 1 to 128 letters
            , 'data': {'dataset': 'a/b'}        | data.dataset must be 1 to 128 letters
            , 'data': {'dataset': 'd', 'scale': ['NaN', 1]} | data.scale must be two numbers
            , 'data': {'dataset': 'd', 'scale': [0, 'Infinity']} | data.scale must be two numbers
            , 'data': {'dataset': 'd', 'limit': -1} | data.limit must be a whole number
            , 'validation_split': 'NaN'         | validation_split must be 0.0 or more
            , 'batch_size': 2147483648          | batch_size must be a whole number
            , 'batch_size': 1e3                 | batch_size must be a whole number
            , 'seed': 9223372036854775808       | seed must be a whole number of at most 64 bits
            , 'metrics': [null]                 | metrics[0] must be a name, or an object with its type
            , 'metrics': [['accuracy', 1]]      | metrics[0][1] must be a name, or an object with its type
            , 'callbacks': [null]               | callbacks[0] must be an object
            , 'optimizer': {'type': 'adam', 'learning_rate': 'NaN'}      | optimizer.learning_rate must be
            , 'optimizer': {'type': 'adam', 'learning_rate': 'Infinity'} | optimizer.learning_rate must be
            , 'optimizer': {'type': 'adam', 'learning_rate': -1}         | optimizer.learning_rate must be
            , 'a\\u001b[31m\\n': 1              | a\\u001b[31m\\n is not known here
            """)
    void refusesAFieldAndSaysWhatWouldBeRight(String more, String problem) {
        assertThatThrownBy(() -> read(DENSE, more))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(problem)
                .hasMessageMatching("\\P{Cc}{1,1000}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {'type': 'Dense', 'units': 1, 'name': 'a'}, {'type': 'Dense', 'units': 1, 'name': 'a'} | model.layers[1].name must be unique in the model
            {'type': 'Dense', 'units': 1, 'name': 'dense'}, {'type': 'Dense', 'units': 1}          | model.layers[1].name must be unique in the model
            {'type': 'Dense', 'units': 1, 'name': 'a/b'}       | model.layers[0].name must be 1 to 100 printable characters, none of them '/'
            {'type': 'Dense', 'units': 1, 'name': ''}          | model.layers[0].name must be 1 to 100 printable
            {'type': 'Dense', 'units': 1, 'name': 'a\\nb'}     | model.layers[0].name must be 1 to 100 printable
            {'type': 'Dense', 'units': 2147483647}             | model.layers[0] (dense) makes the model too large
            {'type': 'Conv2D', 'filters': 2147483647, 'kernel_size': 3} | model.layers[0] (conv2d) makes the model too large
            {'type': 'Dense', 'units': 100000}, {'type': 'Dense', 'units': 100000} | model.layers[1] (dense_1) makes the model too large
            {'type': 'Conv2D', 'filters': 30000, 'kernel_size': 1}, {'type': 'Conv2D', 'filters': 30000, 'kernel_size': [3, 3]} | model.layers[1] (conv2d_1) makes the model too large
            {'type': 'Dropout', 'rate': 0.1, 'name': 'x'}, {'type': 'Dense', 'units': 600000000} | model.layers[1] (dense) makes the model too large
            {'type': 'InputLayer', 'shape': [28, 28, 1]}, {'type': 'Flatten'}, {'type': 'Dense', 'units': 1000000} | model.layers[2] (dense) makes the model too large
            {'type': 'InputLayer', 'shape': [28, 28, 1]}, {'type': 'Conv2D', 'filters': 1000000, 'kernel_size': 1} | model.layers[1] (conv2d) makes the model too large: a row
            {'type': 'InputLayer', 'shape': [null, 1000]}, {'type': 'Dense', 'units': 600000} | model.layers[1] (dense) makes the model too large
            {'type': 'InputLayer', 'shape': [28, 28, 1]}, {'type': 'Conv2D', 'filters': 1, 'kernel_size': 29} | model.layers[1] (conv2d) has a kernel_size that is larger
            {'type': 'Sequential', 'name': 'inner', 'layers': [{'type': 'Dense', 'units': 600000000}]} | model.layers[0].layers[0] (dense) makes the model too large
            {'type': 'LSTM', 'units': 20000} | model.layers[0] (lstm) makes the model too large
            {'type': 'Embedding', 'input_dim': 10000000, 'output_dim': 1000} | model.layers[0] (embedding) makes the model too large
            {'type': 'InputLayer', 'shape': [1], 'name': 'a'}, {'type': 'Dense', 'units': 1, 'name': 'a'} | model.layers[1].name must be unique in the model
            {'type': 'InputLayer', 'shape': [1], 'name': 'a/b'}, {'type': 'Dense', 'units': 1} | model.layers must be 1 to 100 printable
            {'type': 'Dropout', 'rate': 'NaN'}                 | model.layers[0].rate must be
            """)
    void refusesALayer(String layers, String problem) {
        assertThatThrownBy(() -> read(layers, ""))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(problem);
    }

    /** What their data will make of them is not known yet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'Conv2D', 'filters': 8, 'kernel_size': 500}",
                "{'type': 'Flatten'}, {'type': 'Dense', 'units': 100000}",
                "{'type': 'InputLayer', 'shape': [null, null, 3]}, {'type': 'MaxPooling2D', 'pool_size': 9}",
                "{'type': 'Dense', 'units': 20000}, {'type': 'Dense', 'units': 20000}"
            })
    void takesALargeModelThatMakesSense(String layers) {
        assertThatCode(() -> read(layers, "")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"batch_size, 2147483647", "seed, -9223372036854775808", "epochs, 2147483647", "validation_split, 0.999"
    })
    void takesALargeNumberThatMakesSense(String field, String value) {
        assertThatCode(() -> read(DENSE, ", '" + field + "': " + value)).doesNotThrowAnyException();
    }

    @Test
    void whatEarlierVersionsLetPassCanStillBeRead() throws Exception {
        RunSpec old = Wire.JSON.readValue(
                json("{'type': 'Dense', 'units': 1, 'name': 'a'}, {'type': 'Dense', 'units': 1, 'name': 'a'}", "")
                        .replace("{\"data\"", "{\"name\": \"modèle 7\", \"data\""),
                RunSpec.class);

        assertThat(old.name()).isEqualTo("modèle 7");
        assertThatThrownBy(old::check).isInstanceOf(SpecException.class).hasMessageStartingWith("name must be");
    }

    @Test
    void shapesAreThoseOfKeras() throws Exception {
        Graph graph = read(
                        "{'type': 'Conv2D', 'filters': 8, 'kernel_size': [3, 5]}, {'type': 'MaxPooling2D', 'pool_size': 2},"
                                + "{'type': 'Dropout', 'rate': 0.5}, {'type': 'Flatten'}, " + DENSE,
                        "")
                .model()
                .graph();

        assertThat(GraphShape.of(graph, List.of(List.of(28, 28, 1))).tensors())
                .containsExactly(
                        List.of(28, 28, 1),
                        List.of(26, 24, 8),
                        List.of(13, 12, 8),
                        List.of(13, 12, 8),
                        List.of(13 * 12 * 8),
                        List.of(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {'type': 'Conv2D', 'filters': 8, 'kernel_size': 29}        | model.layers[0] (conv2d) has a kernel_size that is larger than what reaches it: 28
            {'type': 'Conv2D', 'filters': 8, 'kernel_size': [3, 2147483647]} | model.layers[0] (conv2d) has a kernel_size that is too large
            {'type': 'Conv2D', 'filters': 2147483647, 'kernel_size': 2147483647} | model.layers[0] (conv2d) has a kernel_size that is too large
            {'type': 'MaxPooling2D', 'pool_size': [29, 1]}             | model.layers[0] (max_pooling2d) has a pool_size that is larger than what reaches it: 28
            {'type': 'MaxPooling2D', 'pool_size': 14}, {'type': 'Conv2D', 'filters': 1, 'kernel_size': 3} | model.layers[1] (conv2d) has a kernel_size that is larger than what reaches it: 2
            {'type': 'Flatten'}, {'type': 'Conv2D', 'filters': 1, 'kernel_size': 1} | model.layers[1] (conv2d) needs input of 3 axes
            {'type': 'Flatten'}, {'type': 'MaxPooling2D'}              | model.layers[1] (max_pooling2d) needs input of 3 axes
            {'type': 'Conv2D', 'filters': 1000000, 'kernel_size': 1}   | model.layers[0] (conv2d) makes the model too large: a row
            {'type': 'Conv2D', 'filters': 10000, 'kernel_size': 1}, {'type': 'Flatten'}, {'type': 'Dense', 'units': 1000} | model.layers[2] (dense) makes the model too large
            """)
    void namesTheLayerThatDoesNotFitTheData(String layers, String problem) throws Exception {
        Graph graph =
                Wire.JSON.readValue(json(layers, ""), RunSpec.class).model().graph();

        assertThatThrownBy(() -> GraphShape.of(graph, List.of(List.of(28, 28, 1))))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void boundsCallbacksAndLayers() {
        List<Map<String, Object>> many = Collections.nCopies(101, Map.of("type", "TerminateOnNaN"));

        assertThatThrownBy(() -> CallbacksCheck.check("callbacks", many))
                .hasMessage("callbacks may be at most 100; found 101");
        assertThatThrownBy(() -> read(String.join(", ", Collections.nCopies(1001, "{'type': 'Flatten'}")), ""))
                .hasMessageStartingWith("model.layers may be at most 1000");
    }

    @Test
    void theFirstValueOfAHugeWrongFieldIsEnough() {
        assertThatThrownBy(() -> read(DENSE, ", 'epochs': '" + "x".repeat(352_000) + "'"))
                .hasMessageStartingWith("epochs must be a whole number")
                .hasMessageMatching(".{1,1000}");
    }

    private static RunSpec read(String layers, String more) throws IOException {
        return RunSpec.of(Wire.JSON.readValue(json(layers, more), new TypeReference<Map<String, Object>>() {}));
    }

    private static String json(String layers, String more) {
        return "{'data': {'dataset': 'mnist'}, 'model': {'layers': [%s]}%s}"
                .formatted(layers, more)
                .replace('\'', '"');
    }
}
