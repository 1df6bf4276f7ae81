package io.epochal.trainer.djl.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.model.GraphReader;
import io.epochal.protocol.model.GraphShape;
import io.epochal.trainer.djl.layer.Pass;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which mode the layers of a Functional model work. */
@Tag("slow")
class FunctionalModeTest {
    /** Keras 3.15 writes {@code training: false} into the file for {@code Dropout(0.5)(x)}, and drops in fit all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'training': false}", "{'training': true}"})
    void isTheModelsWhateverACallWasMadeWith(String arguments) throws JsonProcessingException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = dropout(arguments, manager);
            NDArray ones = manager.ones(new Shape(1, 64));

            float[] trained = network.predict(List.of(ones), Pass.training(3, manager))
                    .output()
                    .toFloatArray();
            float[] evaluated = network.predict(List.of(ones), Pass.evaluation(manager))
                    .output()
                    .toFloatArray();

            assertThat(trained).contains(0f).contains(2f);
            assertThat(evaluated).containsOnly(1f);
        }
    }

    private static Network dropout(String arguments, NDManager manager) throws JsonProcessingException {
        String json =
                """
                {'class_name': 'Functional', 'config': {'name': 'functional', 'input_layers': ['in', 0, 0],
                 'output_layers': ['drop', 0, 0], 'layers': [
                 {'class_name': 'InputLayer', 'name': 'in', 'config': {'name': 'in', 'batch_shape': [null, 64]}, 'inbound_nodes': []},
                 {'class_name': 'Dropout', 'name': 'drop', 'config': {'name': 'drop', 'rate': 0.5}, 'inbound_nodes': [
                  {'args': [{'class_name': '__keras_tensor__', 'config': {'keras_history': ['in', 0, 0]}}], 'kwargs': %s}]}]}}"""
                        .formatted(arguments)
                        .replace('\'', '"');
        Fields fields = Fields.of("", Wire.JSON.readValue(json, new TypeReference<Map<String, Object>>() {}));
        return NetworkBuilder.build(GraphShape.of(GraphReader.keras(fields), List.of(List.of(64))), 7, manager);
    }
}
