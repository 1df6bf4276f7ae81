package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.optimizer.Adadelta;
import io.epochal.protocol.optimizer.Adagrad;
import io.epochal.protocol.optimizer.Adam;
import io.epochal.protocol.optimizer.AdamW;
import io.epochal.protocol.optimizer.Adamax;
import io.epochal.protocol.optimizer.Ftrl;
import io.epochal.protocol.optimizer.LearningRate;
import io.epochal.protocol.optimizer.Lion;
import io.epochal.protocol.optimizer.Nadam;
import io.epochal.protocol.optimizer.Optimizer;
import io.epochal.protocol.optimizer.OptimizerKind;
import io.epochal.protocol.optimizer.OptimizerReader;
import io.epochal.protocol.optimizer.RMSprop;
import io.epochal.protocol.optimizer.SGD;
import io.epochal.protocol.optimizer.Schedule;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerTest {
    private static final String COMMON =
            """
            'learning_rate': 0.5, 'weight_decay': 0.25, 'use_ema': true, 'ema_momentum': 1,
            'ema_overwrite_frequency': 3, 'gradient_accumulation_steps': 2, 'loss_scale_factor': null, 'name': 'own',""";

    /** With every argument away from its default, and with all at theirs. */
    static Map<String, List<OptimizerKind>> kinds() {
        return Map.of(
                "'type': 'SGD', 'momentum': 1, 'nesterov': true",
                List.of(new SGD(1, true), new SGD(0, false)),
                "'type': 'RMSprop', 'rho': 0.5, 'momentum': -1, 'epsilon': 1, 'centered': true",
                List.of(new RMSprop(0.5, -1, 1, true), new RMSprop(0.9, 0, 1e-7, false)),
                "'type': 'Adam', 'beta_1': 0, 'beta_2': 0.5, 'epsilon': 0, 'amsgrad': true",
                List.of(new Adam(0, 0.5, 0, true), new Adam(0.9, 0.999, 1e-7, false)),
                "'type': 'AdamW', 'beta_1': 0, 'beta_2': 0.5, 'epsilon': 0, 'amsgrad': true",
                List.of(new AdamW(0, 0.5, 0, true), new AdamW(0.9, 0.999, 1e-7, false)),
                "'type': 'Adadelta', 'rho': 1, 'epsilon': 0.5",
                List.of(new Adadelta(1, 0.5), new Adadelta(0.95, 1e-7)),
                "'type': 'Adagrad', 'initial_accumulator_value': 0, 'epsilon': 0.5",
                List.of(new Adagrad(0, 0.5), new Adagrad(0.1, 1e-7)),
                "'type': 'Adamax', 'beta_1': 0.25, 'beta_2': 0.5, 'epsilon': 0.75",
                List.of(new Adamax(0.25, 0.5, 0.75), new Adamax(0.9, 0.999, 1e-7)),
                "'type': 'Nadam', 'beta_1': 0.25, 'beta_2': 0.5, 'epsilon': 0.75",
                List.of(new Nadam(0.25, 0.5, 0.75), new Nadam(0.9, 0.999, 1e-7)),
                "'type': 'Lion', 'beta_1': 1, 'beta_2': 1",
                List.of(new Lion(1, 1), new Lion(0.9, 0.99)),
                """
                'type': 'Ftrl', 'learning_rate_power': 0, 'initial_accumulator_value': 1, 'l1_regularization_strength': 2,
                'l2_regularization_strength': 3, 'l2_shrinkage_regularization_strength': 4, 'beta': 5""",
                List.of(new Ftrl(0, 1, 2, 3, 4, 5), new Ftrl(-0.5, 0.1, 0, 0, 0, 0)));
    }

    static Stream<Map.Entry<String, List<OptimizerKind>>> each() {
        return kinds().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("each")
    void readsEveryArgumentOfEveryKindAndWritesItAgain(Map.Entry<String, List<OptimizerKind>> kind) throws Exception {
        Object written = json("{" + COMMON + "'clipnorm': 0.125, " + kind.getKey() + "}");
        Optimizer optimizer = Optimizer.of("optimizer", written);

        assertThat(optimizer)
                .isEqualTo(new Optimizer(
                        kind.getValue().get(0), LearningRate.of(0.5), 0.25, 0.125, null, null, true, 1, 3, 2));
        Object carried = Wire.JSON.readValue(Wire.JSON.writeValueAsBytes(optimizer), Object.class);
        assertThat(Optimizer.of("optimizer", carried)).isEqualTo(optimizer);
        assertThat(Schemas.faults("part/Optimizer.json", Wire.JSON.valueToTree(written)))
                .isEmpty();
        assertThat(Schemas.faults("part/Optimizer.json", Wire.JSON.valueToTree(carried)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("each")
    void aNameStandsForKerasDefaults(Map.Entry<String, List<OptimizerKind>> kind) {
        OptimizerKind defaults = kind.getValue().get(1);
        String name = defaults.getClass().getSimpleName();
        boolean decays = defaults instanceof AdamW;
        LearningRate rate = LearningRate.of(defaults instanceof SGD ? 0.01 : 0.001);

        for (String typed : List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) {
            assertThat(Optimizer.of("optimizer", typed))
                    .isEqualTo(new Optimizer(
                            defaults, rate, decays ? 0.004 : null, null, null, null, false, 0.99, null, null));
        }
    }

    @Test
    void theTableHasAllKindsAndNoOther() {
        List<String> kinds = Arrays.stream(OptimizerKind.class.getPermittedSubclasses())
                .map(kind -> kind.getSimpleName().toLowerCase(Locale.ROOT))
                .toList();

        assertThat(OptimizerReader.types()).containsExactlyElementsOf(kinds);
        for (String type : OptimizerReader.types()) {
            assertThat(Optimizer.of("optimizer", type).type()).isEqualTo(type);
        }
        assertThat(kinds()).hasSameSizeAs(kinds);
    }

    /** As keras.optimizers.serialize(keras.optimizers.AdamW(keras.optimizers.schedules.CosineDecay(0.1, 10))) has it. */
    @Test
    void readsWhatKerasWritesIntoAModelsFile() throws Exception {
        String written =
                """
                {'module': 'keras.optimizers', 'class_name': 'AdamW', 'config': {'name': 'adam_w', 'learning_rate': {
                 'module': 'keras.optimizers.schedules', 'class_name': 'CosineDecay', 'config': {
                 'initial_learning_rate': 0.1, 'decay_steps': 10, 'alpha': 0.0, 'name': 'CosineDecay',
                 'warmup_target': null, 'warmup_steps': 0}, 'registered_name': null}, 'weight_decay': 0.004,
                 'clipnorm': null, 'global_clipnorm': 1.5, 'clipvalue': null, 'use_ema': false, 'ema_momentum': 0.99,
                 'ema_overwrite_frequency': null, 'loss_scale_factor': null, 'gradient_accumulation_steps': null,
                 'beta_1': 0.9, 'beta_2': 0.999, 'epsilon': 1e-07, 'amsgrad': false}, 'registered_name': null}""";
        Optimizer optimizer = Optimizer.of("optimizer", json(written));

        assertThat(optimizer.kind()).isEqualTo(new AdamW(0.9, 0.999, 1e-7, false));
        assertThat(optimizer.globalClipnorm()).isEqualTo(1.5);
        assertThat(optimizer.rate().schedule()).isEqualTo(new Schedule.CosineDecay(0.1f, 10, 0, null, 0));
        Object carried = Wire.JSON.readValue(Wire.JSON.writeValueAsBytes(optimizer), Object.class);
        assertThat(Optimizer.of("optimizer", carried)).isEqualTo(optimizer);
        Object spec = json("{'data': {'dataset': 'mnist'}, 'model': {'layers': [{'type': 'Flatten'}]}, 'optimizer': "
                + written + "}");
        assertThat(Schemas.faults("part/RunSpec.json", Wire.JSON.valueToTree(spec)))
                .isEmpty();
    }

    /** Messages from before there were other optimizers are read by it, and read it. */
    @Test
    void plainAdamIsWrittenAsEver() throws Exception {
        assertThat(Wire.JSON.<JsonNode>valueToTree(Optimizer.adam(0.001)))
                .isEqualTo(Wire.JSON.<JsonNode>valueToTree(
                        json("{'type': 'adam', 'learning_rate': 0.001, 'beta_1': 0.9, 'beta_2': 0.999, 'epsilon': 1e-7,"
                                + " 'use_ema': false, 'ema_momentum': 0.99}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {'type': 'adan'}                                     | type must be one of sgd, rmsprop, adam, | (did you mean adam?)
            {'type': 7}                                          | type must be a text            | found 7
            {'class_name': 'SDG', 'config': {}}                  | class_name must be one of sgd, | (did you mean sgd?)
            {'class_name': 'SGD', 'config': {'rho': 1}}          | config.rho is not known here   | there are: name
            {'class_name': 'SGD', 'module': 'mine', 'config': {}} | module must be one of Keras   | found "mine"
            {'class_name': 'SGD', 'momentum': 0.5}               | momentum is not known here     | config
            {'type': 'sgd', 'beta_1': 0.5}                       | beta_1 is not known here       | momentum
            {'type': 'sgd', 'nestrov': true}                     | nestrov is not known here      | (did you mean nesterov?)
            {'type': 'sgd', 'momentum': 1.5}                     | momentum must be from 0 to 1   | found 1.5
            {'type': 'sgd', 'momentum': -0.1}                    | momentum must be from 0 to 1   | found -0.1
            {'type': 'sgd', 'momentum': 'NaN'}                   | momentum must be from 0 to 1   | NaN
            {'type': 'sgd', 'nesterov': 1}                       | nesterov must be true or false | found 1
            {'type': 'sgd', 'clipnorm': 1, 'clipvalue': 1}       | clipvalue must be absent beside clipnorm | only one
            {'type': 'sgd', 'clipnorm': 1, 'global_clipnorm': 1} | global_clipnorm must be absent beside clipnorm | only one
            {'type': 'sgd', 'clipvalue': 1, 'global_clipnorm': 1} | global_clipnorm must be absent beside clipvalue | only one
            {'type': 'sgd', 'clipnorm': 'NaN'}                   | clipnorm must be a finite number | NaN
            {'type': 'sgd', 'gradient_accumulation_steps': 1}    | gradient_accumulation_steps must be a whole number, 2 or more | found 1
            {'type': 'sgd', 'gradient_accumulation_steps': 2.5}  | gradient_accumulation_steps must be a whole number, 2 or more | found 2.5
            {'type': 'sgd', 'ema_momentum': 1.1}                 | ema_momentum must be from 0 to 1 | found 1.1
            {'type': 'sgd', 'use_ema': true, 'ema_overwrite_frequency': 0} | ema_overwrite_frequency must be a whole number, 1 or more | found 0
            {'type': 'sgd', 'loss_scale_factor': 2}              | loss_scale_factor must be null | found 2
            {'type': 'sgd', 'weight_decay': 'Infinity'}          | weight_decay must be a finite number | Infinity
            {'type': 'sgd', 'name': 1}                           | name must be a text            | found 1
            {'type': 'sgd', 'learning_rate': -1}                 | learning_rate must be 0.0 or more | found -1
            {'type': 'sgd', 'learning_rate': {'type': 'CosineDecay', 'initial_learning_rate': 1, 'decay_steps': 1, 'beta': 1}} | learning_rate.beta is not known here | alpha
            {'type': 'sgd', 'learning_rate': {'class_name': 'Mine', 'config': {}}} | learning_rate.config.type must be one of | found "Mine"
            {'type': 'adamw', 'weight_decay': null}              | weight_decay must be a number for this optimizer | found null
            {'type': 'adam', 'beta_1': 1}                        | beta_1 must be 0.0 or more and less than 1.0 | found 1
            {'type': 'adam', 'epsilon': -1}                      | epsilon must be 0 or more      | found -1
            {'type': 'rmsprop', 'rho': 2}                        | rho must be from 0 to 1        | found 2
            {'type': 'rmsprop', 'momentum': 'Infinity'}          | momentum must be a finite number | Infinity
            {'type': 'adagrad', 'initial_accumulator_value': -1} | initial_accumulator_value must be 0 or more | found -1
            {'type': 'lion', 'beta_1': 0}                        | beta_1 must be more than 0 and at most 1 | found 0
            {'type': 'lion', 'beta_1': 1.5}                      | beta_1 must be more than 0 and at most 1 | found 1.5
            {'type': 'ftrl', 'learning_rate_power': 0.5}         | learning_rate_power must be 0 or less | found 0.5
            {'type': 'ftrl', 'initial_accumulator_value': -1}    | initial_accumulator_value must be 0 or more | found -1
            {'type': 'ftrl', 'l1_regularization_strength': -1}   | l1_regularization_strength must be 0 or more | found -1
            {'type': 'ftrl', 'l2_regularization_strength': -1}   | l2_regularization_strength must be 0 or more | found -1
            {'type': 'ftrl', 'l2_shrinkage_regularization_strength': -1} | l2_shrinkage_regularization_strength must be 0 or more | found -1
            """)
    void namesTheArgumentThatIsWrong(String written, String problem, String more) throws Exception {
        Object value = json(written);

        assertThatThrownBy(() -> Optimizer.of("optimizer", value))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("optimizer." + problem)
                .hasMessageContaining(more);
    }

    /** As in Keras, where limits of 0 or less clip nothing, and decay may be negative. */
    @ParameterizedTest
    @ValueSource(
            strings = {"'clipnorm': 0", "'clipvalue': -1", "'weight_decay': -0.5", "'clipnorm': 1, 'clipvalue': null"})
    void takesWhatKerasTakes(String argument) throws Exception {
        assertThat(Optimizer.of("optimizer", json("{'type': 'sgd', " + argument + "}"))
                        .type())
                .isEqualTo("sgd");
    }

    private static Object json(String text) throws IOException {
        return Wire.JSON.readValue(text.replace('\'', '"'), Object.class);
    }
}
