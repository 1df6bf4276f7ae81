package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WeightPathsTest {
    @ParameterizedTest
    @MethodSource("io.epochal.keras.KerasModels#all")
    void areThoseOfKeras(KerasModels.Saved model) throws KerasFileException {
        assertThat(WeightPaths.of(model.config())).isEqualTo(model.weights());
    }

    @Test
    void aPathThatOccursTwiceGetsANumber() throws KerasFileException {
        String dense = layer("Dense", "'name': 'dense', 'use_bias': false");
        String inner = layer("Functional", "'name': 'one', 'layers': [" + dense + "]");

        assertThat(WeightPaths.of(model(inner + "," + inner)))
                .extracting(WeightPath::keras, WeightPath::h5)
                .containsExactly(
                        tuple("dense/kernel", "layers/functional/layers/dense/vars/0"),
                        tuple("dense/kernel#2", "layers/functional_1/layers/dense/vars/0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Lambda | 'name': 'mine' | the layer mine (Lambda) is of no class of keras.layers whose variables are known",
                "Dense | 'name': 'mine', 'lora_rank': 4 | the layer mine (Dense) is quantized or has LoRA weights",
                "Dense | 'name': 'mine', 'dtype': {'class_name': 'QuantizedDTypePolicy'} | the layer mine (Dense) is quantized",
                "Dense | 'name': 'mine', 'use_bias': 1 | use_bias of the layer mine (Dense) is 1; right is true or false",
                "Dense | 'units': 3 | name of the layer null (Dense) is null; right is a string without a slash",
                "Dense | 'name': 'a/b' | name of the layer a/b (Dense) is a/b; right is a string without a slash",
                "RNN | 'name': 'rnn', 'cell': 3 | cell of the layer rnn (RNN) is 3; right is an object with class_name and config",
                "Sequential | 'name': 'in', 'layers': 3 | layers of the layer in (Sequential) is 3; right is a list of layers",
            })
    void saysWhichLayerIsNotKnown(String className, String arguments, String problem) {
        assertThatThrownBy(() -> WeightPaths.of(model(layer(className, arguments))))
                .isInstanceOf(KerasFileException.class)
                .hasMessageStartingWith("config.json: " + problem);
    }

    @Test
    void aLayerOfAnotherModuleIsNotTheOneOfKeras() {
        String dense = layer("Dense", "'name': 'dense'").replace("keras.layers", "mine");

        assertThatThrownBy(() -> WeightPaths.of(model(dense)))
                .hasMessage(
                        "config.json: the layer dense (Dense) is of no class of keras.layers whose variables are known");
    }

    @Test
    void theModelIsSequentialOrFunctional() {
        assertThatThrownBy(() -> WeightPaths.of(Map.of("class_name", "Dense", "config", Map.of("name", "dense"))))
                .isInstanceOf(KerasFileException.class)
                .hasMessage("config.json: the layer dense (Dense) is the model; right is one of the class Sequential or"
                        + " Functional");
        assertThatThrownBy(() -> WeightPaths.of(Map.of()))
                .hasMessage("config.json: the model is {}; right is an object with class_name and config");
    }

    @Test
    void layersInsideLayersAreBounded() throws KerasFileException {
        String inner = layer("Dense", "'name': 'dense'");
        for (int depth = 0; depth < 101; depth++) {
            inner = layer("TimeDistributed", "'name': 'td', 'layer': " + inner);
        }
        Map<String, Object> deep = model(inner);

        assertThatThrownBy(() -> WeightPaths.of(deep))
                .hasMessage("config.json: layers inside layers more than 100 deep");
    }

    private static String layer(String className, String arguments) {
        return "{'class_name': '" + className + "', 'module': 'keras.layers', 'config': {" + arguments + "}}";
    }

    private static Map<String, Object> model(String layers) throws KerasFileException {
        String json = layer("Functional", "'name': 'model', 'layers': [" + layers + "]")
                .replace('\'', '"');
        return JsonText.parse("test", json.getBytes(StandardCharsets.UTF_8));
    }
}
