package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.protocol.data.IdxData;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.loss.TrainingLoss;
import io.epochal.protocol.model.GraphLayer;
import io.epochal.protocol.optimizer.Optimizer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSpecTest {
    private static final String SMALLEST = "{'data': {'dataset': 'mnist'}, 'model': {'layers': [%s]}%s}";
    private static final String DENSE = "{'type': 'Dense', 'units': 10, 'activation': 'softmax'}";

    @Test
    void fillsInKerasDefaults() throws Exception {
        RunSpec spec = read(DENSE, "");

        assertThat(spec.batchSize()).isEqualTo(32);
        assertThat(spec.epochs()).isEqualTo(1);
        assertThat(spec.shuffle()).isTrue();
        assertThat(spec.optimizer()).isEqualTo(Optimizer.adam(0.001));
        assertThat(spec.fit()).isEqualTo(FitOptions.NONE);
    }

    @Test
    void namesLayersAsKerasDoes() throws Exception {
        RunSpec spec = read("{'type': 'Flatten'}, " + DENSE + ", " + DENSE + ", " + DENSE, "");

        assertThat(spec.model().graph().layers().stream().map(GraphLayer::name))
                .containsExactly("flatten", "dense", "dense_1", "dense_2");
    }

    @Test
    void readsBackWhatItWrites() throws Exception {
        assertThat(Wire.JSON.readValue(Wire.JSON.writeValueAsBytes(Samples.SPEC), RunSpec.class))
                .isEqualTo(Samples.SPEC);
    }

    /** The names of the losses and layers alone, and a data set without a type. */
    @Test
    void readsWhatEarlierVersionsWrote() throws Exception {
        String written =
                """
                {"name": "mnist-cnn", "data": {"dataset": "mnist", "scale": [0.0, 1.0], "limit": null},
                 "model": {"name": "sequential", "layers": [{"type": "Flatten", "name": "flatten"},
                    {"type": "Dense", "name": "dense", "units": 10, "activation": "softmax"}]},
                 "optimizer": {"type": "adam", "learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1.0E-7,
                    "use_ema": false, "ema_momentum": 0.99},
                 "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "batch_size": 32, "epochs": 1,
                 "validation_split": 0.0, "shuffle": true, "seed": 0, "callbacks": [], "semantics": "keras-3.15"}
                """;

        RunSpec spec = Wire.JSON.readValue(written, RunSpec.class);

        assertThat(spec.data()).isEqualTo(new IdxData("mnist", null, List.of(0.0, 1.0), null));
        assertThat(spec.metricNames()).containsExactly("accuracy");
        assertThat(spec.optimizer()).isEqualTo(Optimizer.adam(0.001));
        assertThat(spec.loss()).isEqualTo(TrainingLoss.read("loss", "sparse_categorical_crossentropy", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            , 'epoch': 3                 | epoch is not known here                  | (did you mean epochs?)
            , 'epochs': 0                | epochs must be a whole number, 1 or more | found 0
            , 'epochs': 'ten'            | epochs must be a whole number, 1 or more | found "ten"
            , 'validation_split': 1      | validation_split must be                 | less than 1.0
            , 'shuffle': 'yes'           | shuffle must be true or false            | found "yes"
            , 'optimizer': 'adm'         | optimizer.type must be one of            | did you mean adam?
            , 'loss': 'mze'              | loss must be one of Keras' losses        | did you mean mse?
            , 'metrics': ['acuracy']     | metrics[0] must be one of Keras' metrics | did you mean accuracy?
            , 'callbacks': [{}]          | callbacks[0].type                        | is required
            , 'callbacks': [1]           | callbacks[0] must be an object           | found 1
            """)
    void saysWhatIsWrongAndWhatWouldBeRight(String more, String problem, String hint) {
        assertThatThrownBy(() -> read(DENSE, more))
                .rootCause()
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining(hint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {'type': 'Dens', 'units': 1}                   | model.layers[0].type is not a layer     | did you mean Dense?
            {'type': 'Dense'}                              | model.layers[0].units                   | is required
            {'type': 'Dense', 'units': 1, 'unit': 2}       | model.layers[0].unit is not known here  | did you mean units?
            {'type': 'Dropout', 'rate': 1}                 | model.layers[0].rate must be            | less than 1.0
            {'type': 'Conv2D', 'filters': 1, 'kernel_size': [3]} | model.layers[0].kernel_size must be | found [3]
            """)
    void namesTheLayerThatIsWrong(String layer, String problem, String hint) {
        assertThatThrownBy(() -> read(layer, ""))
                .rootCause()
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining(hint);
    }

    @Test
    void keepsTheCallbacksAsTheyAreWritten() throws Exception {
        assertThat(read(DENSE, ", 'callbacks': [{'type': 'Own', 'anything': {'nested': [1, 2.5]}}]")
                        .callbacks())
                .isEqualTo(List.of(Map.of("type", "Own", "anything", Map.of("nested", List.of(1, 2.5)))));
    }

    private static RunSpec read(String layers, String more) throws Exception {
        String json = SMALLEST.formatted(layers, more).replace('\'', '"');
        try {
            return RunSpec.of(Wire.JSON.readValue(json, new TypeReference<Map<String, Object>>() {}));
        } catch (SpecException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
