package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasIdentifier;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.loss.TrainingLoss;
import io.epochal.protocol.metric.MetricReader;
import io.epochal.protocol.model.GraphReader;
import io.epochal.protocol.optimizer.LearningRate;
import io.epochal.protocol.optimizer.Optimizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KerasIdentifierTest {
    /** What reads such objects, each with a class of Keras that it knows. */
    enum Reader {
        LAYER("Dense") {
            @Override
            void read(Map<String, Object> object) {
                GraphReader.layers("m", List.of(Fields.of("place", object)));
            }
        },
        LOSS("Huber") {
            @Override
            void read(Map<String, Object> object) {
                TrainingLoss.read("place", object, false);
            }
        },
        METRIC("AUC") {
            @Override
            void read(Map<String, Object> object) {
                new MetricReader(false).read("place", object);
            }
        },
        OPTIMIZER("SGD") {
            @Override
            void read(Map<String, Object> object) {
                Optimizer.of("place", object);
            }
        },
        SCHEDULE("CosineDecay") {
            @Override
            void read(Map<String, Object> object) {
                LearningRate.read(Fields.of("", Map.of("place", object)), "place", 0);
            }
        };

        private final String className;

        Reader(String className) {
            this.className = className;
        }

        abstract void read(Map<String, Object> object);

        /** Of {@code module}, null for the default, with a further key. */
        void read(@Nullable String module, String key, Object value) {
            Map<String, Object> object = new HashMap<>(Map.of("class_name", className, key, value));
            object.putIfAbsent(
                    "config",
                    switch (this) {
                        case LAYER -> Map.of("units", 2);
                        case SCHEDULE -> Map.of("initial_learning_rate", 1, "decay_steps", 2);
                        default -> Map.of();
                    });
            if (module != null) {
                object.put("module", module);
            }
            read(object);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyReaderTakesAClassOfKeras(Reader reader) {
        reader.read("keras.anything", "registered_name", reader.className);
        reader.read(null, "build_config", Map.of("input_shape", List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void everyReaderRefusesAClassOfTheUsersOwn(Reader reader) {
        assertThatThrownBy(() -> reader.read(null, "registered_name", "mine>" + reader.className))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("place.registered_name must be one of Keras' own classes");
        assertThatThrownBy(() -> reader.read("keras_of_mine", "registered_name", reader.className))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("place.module must be one of Keras' own, such as keras.layers");
    }

    @ParameterizedTest
    @EnumSource
    void everyReaderRefusesAKeyThatKerasDoesNotWrite(Reader reader) {
        assertThatThrownBy(() -> reader.read(null, "arguments", Map.of()))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("place.arguments is not known here");
    }

    @ParameterizedTest
    @CsvSource({"keras.src.losses, Huber, OBJECT", "builtins, function, FUNCTION"})
    void aFunctionIsNamedByItsConfig(String module, String className, KerasIdentifier.Form form) {
        Object config = form == KerasIdentifier.Form.FUNCTION ? "mean_squared_error" : Map.of("delta", 2);

        KerasIdentifier identifier = KerasIdentifier.read(
                "loss", Map.of("module", module, "class_name", className, "config", config), false);

        assertThat(identifier.form()).isEqualTo(form);
        assertThat(identifier.name()).isEqualTo(config instanceof String name ? name : className);
        assertThat(identifier.arguments().path()).isEqualTo("loss.config");
    }

    @Test
    void aNameHasNoArguments() {
        KerasIdentifier identifier = KerasIdentifier.read("loss", "mse", false);

        assertThat(identifier.form()).isEqualTo(KerasIdentifier.Form.NAME);
        assertThat(identifier.name()).isEqualTo("mse");
        assertThat(identifier.arguments().keys()).isEmpty();
    }
}
