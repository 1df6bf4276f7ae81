package io.epochal.trainer.djl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.model.GraphReader;
import io.epochal.protocol.model.GraphShape;
import io.epochal.trainer.djl.layer.Pass;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What layers do by chance, in one mode only, or between steps. */
@Tag("slow")
class StatefulBehaviourTest {
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private static Map<String, Object> layer(String type, Object... arguments) {
        Map<String, Object> layer = new HashMap<>(Map.of("type", type));
        for (int i = 0; i < arguments.length; i += 2) {
            layer.put((String) arguments[i], arguments[i + 1]);
        }
        return layer;
    }

    private Network network(List<Integer> input, List<Map<String, Object>> layers) {
        List<Fields> fields =
                layers.stream().map(one -> Fields.of("layer", one)).toList();
        return NetworkBuilder.build(GraphShape.of(GraphReader.layers("model", fields), List.of(input)), 7, manager);
    }

    private float[] trained(Network network, NDArray input, long step) {
        try (NDManager scope = manager.newSubManager()) {
            return network.predict(List.of(input), Pass.training(step, scope))
                    .output()
                    .toFloatArray();
        }
    }

    private float[] evaluated(Network network, NDArray input) {
        try (NDManager scope = manager.newSubManager()) {
            return network.predict(List.of(input), Pass.evaluation(scope))
                    .output()
                    .toFloatArray();
        }
    }

    /** A cell without gates whose output is its input: what is dropped is seen. */
    private Network copying(String dropout) {
        return network(
                List.of(3, 64),
                List.of(layer(
                        "SimpleRNN",
                        "units",
                        64,
                        "activation",
                        "linear",
                        "kernel_initializer",
                        "identity",
                        "recurrent_initializer",
                        "zeros",
                        "return_sequences",
                        true,
                        dropout,
                        0.5)));
    }

    @Test
    void aRecurrentLayerDropsTheSameInputsAtEachStep() {
        NDArray ones = manager.ones(new Shape(2, 3, 64));
        float[] output = trained(copying("dropout"), ones, 5);
        float[] first = Arrays.copyOfRange(output, 0, 64);
        assertThat(first).contains(0f).contains(2f);
        assertThat(Arrays.copyOfRange(output, 64, 128)).isEqualTo(first);
        assertThat(Arrays.copyOfRange(output, 128, 192)).isEqualTo(first);
        assertThat(Arrays.copyOfRange(output, 192, 256)).as("another row").isNotEqualTo(first);
        assertThat(trained(copying("dropout"), ones, 5))
                .as("the same step again")
                .isEqualTo(output);
        assertThat(trained(copying("dropout"), ones, 6)).as("another step").isNotEqualTo(output);
        assertThat(evaluated(copying("dropout"), ones)).containsOnly(1f);
    }

    @Test
    void droppedStatesChangeEveryCellInTrainingOnly() {
        for (String type : List.of("SimpleRNN", "LSTM", "GRU")) {
            for (boolean after : new boolean[] {true, false}) {
                Map<String, Object> cell =
                        layer(type, "units", 5, "recurrent_dropout", 0.5, "dropout", 0.25, "return_sequences", true);
                if (type.equals("GRU")) {
                    cell.put("reset_after", after);
                }
                Network network = network(List.of(4, 3), List.of(cell));
                NDArray input = manager.create(new float[] {.1f, .2f, .3f, .4f, .5f, .6f, .7f, .8f, .9f, 1, 1.1f, 1.2f})
                        .reshape(1, 4, 3);
                float[] plain = evaluated(network, input);
                assertThat(plain).hasSize(20).doesNotContain(Float.NaN);
                assertThat(trained(network, input, 1)).as(type).hasSize(20).isNotEqualTo(plain);
                assertThat(trained(network, input, 1)).isEqualTo(trained(network, input, 1));
            }
        }
    }

    /** Keras' masks are right on average: the mean of many steps is what there is without dropout. */
    @Test
    void aLinearCellIsUnbiasedUnderDroppedStates() {
        Network network = network(
                List.of(2, 1),
                List.of(layer(
                        "SimpleRNN",
                        "units",
                        1,
                        "activation",
                        "linear",
                        "kernel_initializer",
                        "ones",
                        "recurrent_initializer",
                        "ones",
                        "recurrent_dropout",
                        0.5)));
        NDArray input = manager.ones(new Shape(4000, 2, 1));
        float[] output = trained(network, input, 3);
        double mean = 0;
        for (float one : output) {
            assertThat(one).isIn(1f, 3f);
            mean += one / output.length;
        }
        assertThat(mean).isCloseTo(2, within(0.1));
    }

    @Test
    void aFrozenBatchNormalizationKeepsItsStatistics() {
        Network frozen = network(List.of(2), List.of(layer("BatchNormalization", "trainable", false)));
        NDArray input = manager.create(new float[] {1, 2, 3, 5}).reshape(2, 2);
        assertThat(trained(frozen, input, 0)).isEqualTo(evaluated(frozen, input));
        assertThat(frozen.weights()
                        .get("batch_normalization/moving_mean")
                        .values()
                        .toFloatArray())
                .containsOnly(0f);
        assertThat(frozen.weights().trained()).isEmpty();
        Network live = network(List.of(2), List.of(layer("BatchNormalization")));
        trained(live, input, 0);
        assertThat(live.weights()
                        .get("batch_normalization/moving_mean")
                        .values()
                        .toFloatArray())
                .containsExactly(new float[] {0.02f, 0.035f}, within(1e-6f));
    }

    @Test
    void anInnerModelHasRandomNumbersOfItsOwn() {
        Map<String, Object> dropout = layer("Dropout", "rate", 0.5);
        Map<String, Object> inner = layer("Sequential", "name", "inner", "layers", List.of(dropout));
        NDArray ones = manager.ones(new Shape(1, 256));
        float[] once = trained(network(List.of(256), List.of(inner)), ones, 2);
        assertThat(once).contains(0f).contains(2f);
        float[] twice = trained(network(List.of(256), List.of(dropout, inner)), ones, 2);
        assertThat(twice).as("independent of the dropout before").contains(0f).contains(4f);
        assertThat(twice).isNotEqualTo(once);
        assertThat(trained(network(List.of(256), List.of(inner)), ones, 2)).isEqualTo(once);
    }

    private static Map<String, Object> constrained(String constraint, Object... arguments) {
        return layer("Dense", "units", 2, "use_bias", false, "kernel_constraint", layer(constraint, arguments));
    }

    private float[] afterConstraint(Map<String, Object> dense, float... kernel) {
        Network network = network(List.of(2), List.of(dense));
        Weight weight = network.weights().get("dense/kernel");
        InPlaceCopy.copy(weight.layout().inside(manager.create(kernel).reshape(2, 2)), weight.values());
        WeightConstraints.apply(network.weights());
        return weight.layout().outside(weight.values()).toFloatArray();
    }

    /** Kernels are [inputs, outputs] in Keras, and lie the other way here. */
    @Test
    void constraintsHoldAlongKerasAxes() {
        assertThat(afterConstraint(constrained("MaxNorm", "max_value", 1), 3, 0.3f, 4, 0.4f))
                .containsExactly(new float[] {0.6f, 0.3f, 0.8f, 0.4f}, within(1e-5f));
        assertThat(afterConstraint(constrained("MaxNorm", "max_value", 1, "axis", 1), 3, 4, 0.3f, 0.4f))
                .containsExactly(new float[] {0.6f, 0.8f, 0.3f, 0.4f}, within(1e-5f));
        assertThat(afterConstraint(constrained("UnitNorm"), 3, 0.3f, 4, 0.4f))
                .containsExactly(new float[] {0.6f, 0.6f, 0.8f, 0.8f}, within(1e-5f));
        assertThat(afterConstraint(constrained("NonNeg"), 3, -0.3f, -4, 0.4f)).containsExactly(3, 0, 0, 0.4f);
        assertThat(afterConstraint(
                        constrained("MinMaxNorm", "min_value", 1, "max_value", 2, "rate", 0.5), 3, 0.3f, 4, 0.4f))
                .containsExactly(new float[] {2.1f, 0.45f, 2.8f, 0.6f}, within(1e-5f));
    }
}
