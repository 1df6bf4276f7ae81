package io.epochal.trainer.djl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.model.GraphReader;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.GraphWriter;
import io.epochal.trainer.djl.layer.Pass;
import io.epochal.trainer.djl.layer.Signal;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Layers do what Keras' do: output, mask, statistics, losses and gradients; {@code layers_with_state.py} makes the table. */
@Tag("slow")
class StatefulLayersTest {
    private static final double TOLERANCE = 2e-5;

    /** What Keras writes of its own, and does not need to read a model. */
    private static final Set<String> NOT_WRITTEN = Set.of(
            "dtype",
            "ragged",
            "optional",
            "build_config",
            "compile_config",
            "build_input_shape",
            "registered_name",
            "mask",
            "input_layers");

    @TestFactory
    Stream<DynamicTest> asInKeras() throws IOException {
        return cases().stream()
                .map(one -> DynamicTest.dynamicTest(one.get("name").asText(), () -> check(one)));
    }

    @TestFactory
    Stream<DynamicTest> writtenAsInKeras() throws IOException {
        return cases().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.get("name").asText(),
                        () -> written(
                                "model",
                                one.get("model"),
                                new ObjectMapper().valueToTree(GraphWriter.keras(shape(one))))));
    }

    private static void written(String path, JsonNode expected, JsonNode found) {
        if (expected.isObject()) {
            expected.fields().forEachRemaining(field -> {
                if (!NOT_WRITTEN.contains(field.getKey()) && !field.getValue().isNull()) {
                    assertThat(found.has(field.getKey()))
                            .as(path + "." + field.getKey())
                            .isTrue();
                    written(path + "." + field.getKey(), field.getValue(), found.get(field.getKey()));
                }
            });
        } else if (expected.isArray()) {
            assertThat(found.size()).as(path).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                written(path + "[" + i + "]", expected.get(i), found.get(i));
            }
        } else if (expected.isNumber()) {
            assertThat(found.asDouble()).as(path).isEqualTo(expected.asDouble());
        } else {
            assertThat(found).as(path).isEqualTo(expected);
        }
    }

    private static List<JsonNode> cases() throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(
                StatefulLayersTest.class.getResourceAsStream("/layers/layers-with-state.json"))) {
            new ObjectMapper().readTree(in).forEach(cases::add);
        }
        return cases;
    }

    private static void check(JsonNode one) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = network(one, manager);
            int arrays = manager.getManagedArrays().size();
            evaluates(network, one, manager);
            trains(network, one, manager);
            assertThat(manager.getManagedArrays()).as("arrays left behind").hasSize(arrays);
        }
    }

    private static Network network(JsonNode one, NDManager manager) {
        Network network = NetworkBuilder.build(shape(one), 7, manager);
        List<Map.Entry<String, Weight>> weights =
                new ArrayList<>(network.weights().all().entrySet());
        assertThat(weights).hasSameSizeAs(one.get("weights"));
        for (int i = 0; i < weights.size(); i++) {
            JsonNode given = one.get("weights").get(i);
            Weight weight = weights.get(i).getValue();
            assertThat(weight.spec().shape()).as(given.get("path").asText()).isEqualTo(sides(given.get("shape")));
            String path = weights.get(i).getKey();
            assertThat(path).endsWith(given.get("path").asText());
            try (NDManager scope = manager.newSubManager()) {
                InPlaceCopy.copy(weight.layout().inside(array(given, scope)), weight.values());
            }
        }
        return network;
    }

    private static GraphShape shape(JsonNode one) {
        Map<?, ?> model = new ObjectMapper().convertValue(one.get("model"), Map.class);
        List<List<Integer>> shapes = new ArrayList<>();
        one.get("inputs")
                .forEach(input -> shapes.add(
                        sides(input.get("shape")).subList(1, input.get("shape").size())));
        return GraphShape.of(GraphReader.keras(Fields.of("model", model)), shapes);
    }

    private static void evaluates(Network network, JsonNode one, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            Signal output = network.operations().run(inputs(one, scope), Pass.evaluation(scope));
            same("output", output.values(), one.get("output"));
            JsonNode mask = one.get("outputMask");
            assertThat(output.mask() == null).as("has a mask").isEqualTo(mask.isNull());
            if (output.mask() != null) {
                same("mask", output.mask().toType(DataType.FLOAT32, true), mask);
            }
        }
    }

    private static void trains(Network network, JsonNode one, NDManager manager) {
        List<Weight> weights = List.copyOf(network.weights().all().values());
        try (NDManager scope = manager.newSubManager()) {
            try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
                Pass pass = Pass.training(3, scope);
                NDArray output =
                        network.operations().run(inputs(one, scope), pass).values();
                same("output in training", output, one.get("trained"));
                network.regularize(pass);
                float[] coefficients = new float[(int) output.size()];
                for (int i = 0; i < coefficients.length; i++) {
                    coefficients[i] = (float) Math.cos(i);
                }
                NDArray loss = output.mul(scope.create(coefficients, output.getShape()))
                        .sum();
                for (NDArray added : pass.losses()) {
                    loss = loss.add(added);
                }
                assertThat((double) loss.getFloat()).isCloseTo(one.get("loss").asDouble(), within(1e-4));
                if (weights.stream().anyMatch(Weight::trained)) {
                    gradients.backward(loss);
                }
            }
            for (int i = 0; i < weights.size(); i++) {
                compare(weights.get(i), one, i, scope);
            }
        }
    }

    private static void compare(Weight weight, JsonNode one, int index, NDManager scope) {
        String path = one.get("weights").get(index).get("path").asText();
        same(
                path + " afterwards",
                weight.layout().outside(attached(weight.values().duplicate(), scope)),
                one.get("weightsAfter").get(index));
        JsonNode gradient = one.get("gradients").get(index);
        assertThat(weight.trained()).as(path + " is trained").isEqualTo(!gradient.isNull());
        if (weight.trained()) {
            NDArray found = attached(weight.values().getGradient(), scope);
            same("gradient of " + path, weight.layout().outside(found), gradient);
        }
    }

    private static NDArray attached(NDArray array, NDManager scope) {
        array.attach(scope);
        return array;
    }

    private static List<Signal> inputs(JsonNode one, NDManager scope) {
        List<Signal> inputs = new ArrayList<>();
        for (int i = 0; i < one.get("inputs").size(); i++) {
            JsonNode mask = one.get("masks").get(i);
            @Nullable NDArray real = mask.isNull() ? null : array(mask, scope).toType(DataType.BOOLEAN, true);
            inputs.add(new Signal(array(one.get("inputs").get(i), scope), real));
        }
        return inputs;
    }

    private static NDArray array(JsonNode tensor, NDManager scope) {
        return scope.create(
                floats(tensor),
                new Shape(sides(tensor.get("shape")).stream()
                        .mapToLong(Integer::longValue)
                        .toArray()));
    }

    private static float[] floats(JsonNode tensor) {
        float[] values = new float[tensor.get("values").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.get("values").get(i).asDouble();
        }
        return values;
    }

    private static List<Integer> sides(JsonNode shape) {
        List<Integer> sides = new ArrayList<>();
        shape.forEach(side -> sides.add(side.asInt()));
        return sides;
    }

    private static void same(String what, NDArray found, JsonNode expected) {
        List<Integer> shape = new ArrayList<>();
        for (long side : found.getShape().getShape()) {
            shape.add((int) side);
        }
        assertThat(shape).as(what).isEqualTo(sides(expected.get("shape")));
        float[] values = found.toFloatArray();
        float[] wanted = floats(expected);
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) values[i])
                    .as("%s[%d]", what, i)
                    .isCloseTo(wanted[i], within(TOLERANCE * Math.max(1, Math.abs(wanted[i]))));
        }
    }
}
