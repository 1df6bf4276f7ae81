package io.epochal.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the arguments of a layer may be. */
class LayerArgumentsTest {
    @Test
    void collectsWhatKerasWouldWrite() {
        LayerArguments arguments = arguments("{'units': 3, 'strides': 2, 'seed': 7, 'activation': 'swish'}");

        assertThat(arguments.requiredInteger("units", 1)).isEqualTo(3);
        assertThat(arguments.sides("strides", 2, 1, 1)).containsExactly(2, 2);
        assertThat(arguments.flag("use_bias", true)).isTrue();
        assertThat(arguments.optionalFinite("max_value")).isNull();
        arguments.ignored("seed");
        assertThat(ObjectArguments.activation(arguments, "activation", "linear"))
                .isEqualTo(Activation.SILU);
        arguments.end();

        assertThat(arguments.config().keySet())
                .containsExactly("units", "strides", "use_bias", "max_value", "seed", "activation");
        assertThat(arguments.config())
                .containsEntry("strides", List.of(2, 2))
                .containsEntry("seed", 7)
                .containsEntry("activation", "silu");
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> refused() {
        return Stream.of(
                refusal(
                        "{'units': 0}",
                        one -> one.requiredInteger("units", 1),
                        "units must be a whole number, 1 or more"),
                refusal("{}", one -> one.requiredInteger("units", 1), "units is required"),
                refusal(
                        "{'size': [1]}",
                        one -> one.sides("size", 2, 1, 1),
                        "size must be a whole number, 1 or more, or 2"),
                refusal(
                        "{'size': [1, 0]}",
                        one -> one.sides("size", 2, 1, 1),
                        "size must be a whole number, 1 or more, or 2"),
                refusal("{}", one -> one.sides("size", 2, null, 1), "size is required"),
                refusal("{'rate': 1}", one -> one.requiredRate("rate"), "rate must be 0.0 or more and less than 1.0"),
                refusal("{}", one -> one.requiredRate("rate"), "rate is required"),
                refusal(
                        "{'lora_rank': 4}",
                        one -> one.only("lora_rank", null, "no LoRA"),
                        "lora_rank must be null: no LoRA"),
                refusal(
                        "{'data_format': 'channels_first'}",
                        one -> one.channelsLast(),
                        "data_format must be channels_last"),
                refusal(
                        "{'padding': 'causal'}",
                        one -> one.padding(Padding.VALID, Padding.SAME),
                        "padding must be one of valid, same"),
                refusal(
                        "{'activation': 'rely'}",
                        one -> ObjectArguments.activation(one, "activation", "linear"),
                        "(did you mean relu?)"),
                refusal(
                        "{'activation': {'class_name': 'PReLU', 'config': {}}}",
                        one -> ObjectArguments.activation(one, "activation", "linear"),
                        "activation must have no weights of its own: put the layer PReLU behind this one"),
                refusal(
                        "{'activation': {'type': 'LeakyRelu', 'negative_slope': 0.1}}",
                        one -> ObjectArguments.activation(one, "activation", "linear"),
                        "or one of the layers ReLU, LeakyReLU, ELU, Softmax, Activation (did you mean LeakyReLU?)"),
                refusal(
                        "{'activation': {'type': 'leaky_relu', 'slope': 0.1}}",
                        one -> ObjectArguments.activation(one, "activation", "linear"),
                        "activation.slope is not known here"),
                refusal(
                        "{'activation': {'type': 'Softmax', 'axis': 1}}",
                        one -> ObjectArguments.activation(one, "activation", "linear"),
                        "activation must be a Softmax of axis -1"),
                refusal(
                        "{'k': 'he_norml'}",
                        one -> ObjectArguments.initializer(one, "k", "zeros"),
                        "(did you mean HeNormal?)"),
                refusal(
                        "{'k': {'type': 'L2', 'l3': 1}}",
                        one -> ObjectArguments.regularizer(one, "k"),
                        "k.l3 is not known here"),
                refusal(
                        "{'k': {'class_name': 'L2', 'config': {}, 'registered_name': 'my>L2'}}",
                        one -> ObjectArguments.regularizer(one, "k"),
                        "k.registered_name must be one of Keras' own classes"),
                refusal("{'unit': 3, 'units': 3}", one -> one.requiredInteger("units", 1), "unit is not known here"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'k': 'leaky_relu'}                                     | LEAKY_RELU",
                "{'k': {'type': 'leaky_relu'}}                           | LEAKY_RELU",
                "{'k': {'class_name': 'function', 'config': 'relu'}}     | RELU",
                "{'k': {'type': 'leaky_relu', 'negative_slope': 0.1}}    | LeakyReLU[negativeSlope=0.1]",
                "{'k': {'type': 'LeakyReLU'}}                            | LeakyReLU[negativeSlope=0.3]",
                "{'k': {'type': 'relu', 'max_value': 6}}                 | ReLU[maxValue=6.0, negativeSlope=0.0, threshold=0.0]",
                "{'k': {'type': 'Activation', 'activation': 'elu'}}      | ELU",
                "{'k': {'type': 'softmax', 'axis': -1}}                  | SOFTMAX",
            })
    void anActivationIsAFunctionOrALayer(String json, String activation) {
        LayerArguments arguments = arguments(json);

        assertThat(ObjectArguments.activation(arguments, "k", "linear")).hasToString(activation);
        arguments.end();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesAndSaysWhatWouldBeRight(String json, Consumer<LayerArguments> reader, String problem) {
        LayerArguments arguments = arguments(json);

        assertThatThrownBy(() -> {
                    reader.accept(arguments);
                    arguments.end();
                })
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {'k': 'he_normal'}
            {'k': 'HeNormal'}
            {'k': {'type': 'HeNormal'}}
            {'k': {'type': 'he_normal', 'seed': 3}}
            {'k': {'module': 'keras.initializers', 'class_name': 'HeNormal', 'config': {'seed': null}, 'registered_name': null}}
            """)
    void anInitializerHasManyForms(String json) {
        LayerArguments arguments = arguments(json);

        assertThat(ObjectArguments.initializer(arguments, "k", "zeros"))
                .isEqualTo(ObjectArguments.initializer(arguments("{}"), "k", "he_normal"));
        assertThat(arguments.config().get("k"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("class_name", "HeNormal")
                .containsEntry("module", "keras.initializers");
    }

    @Test
    void whatIsNullIsNotSet() {
        LayerArguments arguments = arguments("{'later': null, 'k': null, 'only': null}");
        arguments.only("only", 3, "no others");

        assertThat(ObjectArguments.constraint(arguments, "k")).isNull();
        arguments.end();
        assertThat(arguments.config()).containsEntry("only", 3).doesNotContainKey("later");
    }

    private static org.junit.jupiter.params.provider.Arguments refusal(
            String json, Consumer<LayerArguments> reader, String problem) {
        return org.junit.jupiter.params.provider.Arguments.of(json, reader, problem);
    }

    private static LayerArguments arguments(String json) {
        return new LayerArguments(FunctionalText.fields(json));
    }
}
