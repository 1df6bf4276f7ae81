package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            , 'metrics': [null]                 | metrics[0] must be a text
            , 'metrics': [['accuracy']]         | metrics[0] must be a text
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
            {'type': 'Conv2D', 'filters': 2147483647, 'kernel_size': 2147483647} | model.layers[0] (conv2d) makes the model too large
            {'type': 'Dense', 'units': 100000}, {'type': 'Dense', 'units': 100000} | model.layers[1] (dense_1) makes the model too large
            {'type': 'Flatten'}, {'type': 'MaxPooling2D'}      | model.layers[1] (max_pooling2d) needs images
            {'type': 'Conv2D', 'filters': 1, 'kernel_size': 1, 'activation': 'softmax'} | model.layers[0].activation may be softmax in a Dense layer only
            {'type': 'Dropout', 'rate': 'NaN'}                 | model.layers[0].rate must be
            """)
    void refusesALayer(String layers, String problem) {
        assertThatThrownBy(() -> read(layers, ""))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(problem);
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
        RunSpec.Model model = read(
                        "{'type': 'Conv2D', 'filters': 8, 'kernel_size': [3, 5]}, {'type': 'MaxPooling2D', 'pool_size': 2},"
                                + "{'type': 'Dropout', 'rate': 0.5}, {'type': 'Flatten'}, " + DENSE,
                        "")
                .model();

        assertThat(ModelShape.of(model, List.of(28, 28, 1))).containsExactly(10);
        assertThat(ModelShape.of(new RunSpec.Model("m", model.layers().subList(0, 3)), List.of(28, 28, 1)))
                .containsExactly(13, 12, 8);
        assertThat(ModelShape.of(new RunSpec.Model("m", model.layers().subList(0, 4)), List.of(28, 28, 1)))
                .containsExactly(13 * 12 * 8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {'type': 'Conv2D', 'filters': 8, 'kernel_size': 29}        | model.layers[0].kernel_size (conv2d) must be at most 28 by 28
            {'type': 'Conv2D', 'filters': 8, 'kernel_size': [3, 2147483647]} | model.layers[0].kernel_size (conv2d) must be at most 28 by 28
            {'type': 'MaxPooling2D', 'pool_size': [29, 1]}             | model.layers[0].pool_size (max_pooling2d) must be at most 28 by 28
            {'type': 'MaxPooling2D', 'pool_size': 14}, {'type': 'Conv2D', 'filters': 1, 'kernel_size': 3} | model.layers[1].kernel_size (conv2d) must be at most 2 by 2
            {'type': 'Dense', 'units': 3}                              | model.layers[0] (dense) needs flat input
            {'type': 'Flatten'}, {'type': 'Conv2D', 'filters': 1, 'kernel_size': 1} | model.layers[1] (conv2d) needs images
            {'type': 'Conv2D', 'filters': 1000000, 'kernel_size': 1}   | model.layers[0] (conv2d) makes the model too large: a row
            {'type': 'Conv2D', 'filters': 10000, 'kernel_size': 1}, {'type': 'Flatten'}, {'type': 'Dense', 'units': 1000} | model.layers[2] (dense) makes the model too large
            """)
    void namesTheLayerThatDoesNotFitTheData(String layers, String problem) throws Exception {
        RunSpec.Model model =
                Wire.JSON.readValue(json(layers, ""), RunSpec.class).model();

        assertThatThrownBy(() -> ModelShape.of(model, List.of(28, 28, 1)))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(problem);
    }

    @Test
    void boundsWhatEveryEventCarries() {
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
