package io.epochal.trainer.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.trainer.djl.network.Network;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers without recurrence against Keras: outputs, masks, activity losses and gradients. */
@Tag("slow")
class FeedforwardLayersTest {
    static List<ReferenceCase> cases() throws IOException {
        return ReferenceCase.all("/layers/feedforward.json");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isAsInKeras(ReferenceCase one) throws IOException {
        try (NDManager model = NDManager.newBaseManager();
                NDManager batch = NDManager.newBaseManager()) {
            Network network = one.network(model);
            List<NDArray> owned = List.copyOf(model.getManagedArrays());
            NDArray input = one.input(batch);
            boolean differentiable = one.json().has("input_gradient");
            if (differentiable) {
                input.setRequiresGradient(true);
            }
            Signal signal = new Signal(input, one.mask(batch));
            Operation operation = network.operations().operations().get(0);
            Pass pass = Pass.evaluation(batch);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray output = operation.apply(List.of(signal), pass);
                NDArray total = output.mul(ReferenceCase.coefficients(output.getShape(), batch))
                        .sum();
                for (NDArray loss : pass.losses()) {
                    total = total.add(loss);
                }
                if (differentiable || !network.weights().trained().isEmpty()) {
                    collector.backward(total);
                }
                requireEqual("output", output, one.json().get("output"));
            }
            if (differentiable) {
                requireGradient("input", input, one.json().get("input_gradient"));
            }
            for (Map.Entry<String, NDArray> weight : network.weights().trained().entrySet()) {
                String path = weight.getKey().substring(one.layerName().length() + 1);
                NDArray gradient = weight.getValue().getGradient();
                gradient.attach(batch);
                NDArray outside = network.weights().outside(weight.getKey(), gradient);
                requireEqual(
                        "gradient of " + path,
                        outside,
                        one.json().get("gradients").get(path));
            }
            requireLoss(pass, one.json());
            requireMask(operation.mask(List.of(signal)), one.json());
            assertThat(model.getManagedArrays())
                    .as("what the model's manager owns")
                    .hasSameSizeAs(owned);
        }
    }

    private static void requireGradient(String name, NDArray of, JsonNode wanted) {
        try (NDArray gradient = of.getGradient()) {
            requireEqual("gradient of " + name, gradient, wanted);
        }
    }

    private static void requireLoss(Pass pass, JsonNode wanted) {
        assertThat(pass.losses()).hasSize(wanted.has("loss") ? 1 : 0);
        if (wanted.has("loss")) {
            double loss = wanted.get("loss").asDouble();
            assertThat((double) pass.losses().get(0).getFloat()).isCloseTo(loss, within(1e-4 * Math.abs(loss)));
        }
    }

    private static void requireMask(@Nullable NDArray mask, JsonNode wanted) {
        if (!wanted.has("output_mask")) {
            assertThat(mask).isNull();
            return;
        }
        boolean[] found = Objects.requireNonNull(mask).toBooleanArray();
        JsonNode rows = wanted.get("output_mask");
        for (int i = 0; i < found.length; i++) {
            int steps = rows.get(0).size();
            assertThat(found[i]).isEqualTo(rows.get(i / steps).get(i % steps).asInt() == 1);
        }
    }

    private static void requireEqual(String what, NDArray found, JsonNode wanted) {
        assertThat(found.getShape()).as("shape of " + what).isEqualTo(ReferenceCase.shape(wanted));
        float[] numbers = found.reshape(-1).toFloatArray();
        float[] expected = ReferenceCase.values(wanted);
        for (int i = 0; i < expected.length; i++) {
            assertThat(numbers[i])
                    .as("%s at %d", what, i)
                    .isCloseTo(expected[i], within(2e-5f + 2e-5f * Math.abs(expected[i])));
        }
    }
}
