package io.epochal.trainer.djl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.model.GraphReader;
import io.epochal.protocol.model.GraphShape;
import io.epochal.trainer.djl.layer.Pass;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Images move as Keras moves them ({@code augmentation_layers.py}), by numbers that are a function of seed, step and layer. */
@Tag("slow")
class AugmentationLayersTest {
    private static final int COUNT = 64;

    @TestFactory
    Stream<DynamicTest> asInKeras() throws IOException {
        JsonNode table;
        try (InputStream in = Objects.requireNonNull(
                AugmentationLayersTest.class.getResourceAsStream("/layers/augmentation-layers.json"))) {
            table = new ObjectMapper().readTree(in);
        }
        List<JsonNode> cases = new ArrayList<>();
        table.get("cases").forEach(cases::add);
        float[] images = floats(table.get("images"));
        return cases.stream().map(one -> DynamicTest.dynamicTest(one.get("name").asText(), () -> check(one, images)));
    }

    private static void check(JsonNode one, float[] images) {
        Map<?, ?> model = new ObjectMapper().convertValue(one.get("model"), Map.class);
        float[] output = output(network(Fields.of("model", model)), images, new Shape(2, 5, 6, 2), 0);
        float[] expected = floats(one.get("output"));
        assertThat(output).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(output[i]).as("value %d", i).isCloseTo(expected[i], within(0.01f));
        }
    }

    private static GraphShape network(Fields model) {
        return GraphShape.of(GraphReader.keras(model), List.of(List.of(5, 6, 2)));
    }

    private static GraphShape layer(Map<String, Object> layer, Integer... shape) {
        return GraphShape.of(GraphReader.layers("model", List.of(Fields.of("layer", layer))), List.of(List.of(shape)));
    }

    private static float[] output(GraphShape shape, float[] images, Shape sides, long step) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Network network = NetworkBuilder.build(shape, 7, manager);
            NDArray values = manager.create(images, sides);
            Pass pass = step < 0 ? Pass.evaluation(manager) : Pass.training(step, manager);
            return network.predict(List.of(values), pass).output().toFloatArray();
        }
    }

    private static float[] floats(JsonNode tensor) {
        float[] values = new float[tensor.get("values").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.get("values").get(i).asDouble();
        }
        return values;
    }

    /** So many images of one row with the values 1, 2. */
    private static float[] pairs() {
        float[] images = new float[2 * COUNT];
        for (int i = 0; i < images.length; i++) {
            images[i] = 1 + i % 2;
        }
        return images;
    }

    private static float[] flipped(long step) {
        return output(layer(Map.of("type", "RandomFlip"), 1, 2, 1), pairs(), new Shape(COUNT, 1, 2, 1), step);
    }

    @Test
    void halfOfTheImagesAreFlippedOthersInEachStepAndTheSameAgain() {
        float[] first = flipped(3);
        int turned = 0;
        for (int image = 0; image < COUNT; image++) {
            assertThat(first[2 * image] + first[2 * image + 1]).isEqualTo(3);
            turned += first[2 * image] == 2 ? 1 : 0;
        }
        assertThat(turned).isBetween(COUNT / 4, COUNT * 3 / 4);
        assertThat(flipped(3)).isEqualTo(first);
        assertThat(flipped(4)).isNotEqualTo(first);
    }

    @Test
    void nothingHappensInEvaluation() {
        assertThat(flipped(-1)).isEqualTo(pairs());
    }

    @Test
    void contrastIsOneFactorForEachImageAroundItsMean() {
        Map<String, Object> contrast = Map.of("type", "RandomContrast", "factor", List.of(0.5, 0.9));
        float[] output = output(layer(contrast, 1, 2, 1), pairs(), new Shape(COUNT, 1, 2, 1), 0);
        Set<Float> factors = new HashSet<>();
        for (int image = 0; image < COUNT; image++) {
            float factor = output[2 * image + 1] - output[2 * image];
            assertThat(factor).isBetween(0.5f, 1.9f);
            assertThat(output[2 * image] + output[2 * image + 1]).isCloseTo(3, within(1e-4f));
            factors.add(factor);
        }
        assertThat(factors).hasSizeGreaterThan(COUNT / 2);
    }

    @Test
    void whatIsRandomFillsItsRange() {
        Map<String, Object> brightness =
                Map.of("type", "RandomBrightness", "factor", 0.5, "value_range", List.of(-100, 100));
        float[] output = output(layer(brightness, 1, 1, 1), new float[1000], new Shape(1000, 1, 1, 1), 2);
        float[] sorted = output.clone();
        Arrays.sort(sorted);
        assertThat(sorted[0]).isBetween(-100f, -95f);
        assertThat(sorted[500]).isBetween(-12f, 12f);
        assertThat(sorted[999]).isBetween(95f, 100f);
    }
}
