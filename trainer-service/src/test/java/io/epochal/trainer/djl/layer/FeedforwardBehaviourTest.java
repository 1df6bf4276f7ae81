package io.epochal.trainer.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphLayer;
import io.epochal.protocol.model.GraphReader;
import io.epochal.protocol.model.GraphShape;
import io.epochal.trainer.djl.network.Network;
import io.epochal.trainer.djl.network.NetworkBuilder;
import io.epochal.trainer.djl.network.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of layers without recurrence no single output of Keras' shows: chance, logits and faults. */
@Tag("slow")
class FeedforwardBehaviourTest {
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dropout", "SpatialDropout1D", "AlphaDropout", "GaussianDropout", "GaussianNoise"})
    void chanceIsAFunctionOfSeedStepAndLayerAndAbsentInEvaluation(String type) {
        Map<String, Object> layer = Map.of("type", type, type.equals("GaussianNoise") ? "stddev" : "rate", 0.3);
        NDArray ones = manager.ones(new Shape(4, 5, 6));

        float[] first = train(network(List.of(5, 6), layer), ones, 3);

        assertThat(train(network(List.of(5, 6), layer), ones, 3)).isEqualTo(first);
        assertThat(train(network(List.of(5, 6), layer), ones, 4)).isNotEqualTo(first);
        assertThat(network(List.of(5, 6), layer)
                        .predict(List.of(ones), Pass.evaluation(manager))
                        .output()
                        .toFloatArray())
                .containsOnly(1f);
    }

    @Test
    void spatialDropoutDropsAChannelAtAllSteps() {
        float[] dropped = train(
                network(List.of(5, 6), Map.of("type", "SpatialDropout1D", "rate", 0.5)),
                manager.ones(new Shape(4, 5, 6)),
                0);

        for (int i = 0; i < dropped.length; i++) {
            int row = i / 30;
            int channel = i % 6;
            assertThat(dropped[i]).isEqualTo(dropped[row * 30 + channel]).isIn(0f, 2f);
        }
        assertThat(dropped).contains(0f, 2f);
    }

    @Test
    void dropoutWithANoiseShapeDropsAlongTheAxesOfOne() {
        Map<String, Object> layer = Map.of("type", "Dropout", "rate", 0.5, "noise_shape", Arrays.asList(1, null, 1));
        float[] dropped = train(network(List.of(20, 3), layer), manager.ones(new Shape(2, 20, 3)), 0);

        for (int i = 0; i < dropped.length; i++) {
            assertThat(dropped[i]).isEqualTo(dropped[i % 60 / 3 * 3]).isIn(0f, 2f);
        }
        assertThat(dropped).contains(0f, 2f);
    }

    @Test
    void alphaDropoutKeepsMeanAndVariance() {
        NDArray values = normal(new Shape(400, 100));

        float[] dropped = train(network(List.of(100), Map.of("type", "AlphaDropout", "rate", 0.2)), values, 1);

        assertThat(mean(dropped)).isCloseTo(0, within(0.03));
        assertThat(deviation(dropped)).isCloseTo(1, within(0.03));
    }

    @Test
    void gaussianNoiseHasItsDeviation() {
        NDArray zeros = manager.zeros(new Shape(400, 101));

        float[] noise = train(network(List.of(101), Map.of("type", "GaussianNoise", "stddev", 0.4)), zeros, 1);

        assertThat(mean(noise)).isCloseTo(0, within(0.01));
        assertThat(deviation(noise)).isCloseTo(0.4, within(0.01));
    }

    @Test
    void gaussianDropoutHasTheDeviationOfDropout() {
        NDArray ones = manager.ones(new Shape(400, 101));

        float[] noise = train(network(List.of(101), Map.of("type", "GaussianDropout", "rate", 0.2)), ones, 1);

        assertThat(mean(noise)).isCloseTo(1, within(0.015));
        assertThat(deviation(noise)).isCloseTo(0.5, within(0.015));
    }

    @Test
    void aLossCanTakeTheLogitsOfALastActivationWhicheverLayerHasIt() {
        List<Map<String, Object>> ends = List.of(
                Map.of("type", "Activation", "activation", "softmax"),
                Map.of("type", "Activation", "activation", "sigmoid"),
                Map.of("type", "Softmax"),
                Map.of("type", "Softmax", "axis", 1));
        NDArray values = manager.create(new float[] {1, 2, 3}, new Shape(1, 3));
        for (Map<String, Object> end : ends) {
            Network network = network(List.of(3), end);
            Prediction prediction = network.predict(List.of(values), Pass.evaluation(manager));

            assertThat(network.hasLogits()).as("%s", end).isTrue();
            assertThat(Objects.requireNonNull(prediction.logits()).toFloatArray())
                    .containsExactly(1, 2, 3);
            assertThat(prediction.output().toFloatArray()[0]).isBetween(0.01f, 0.9f);
        }
        assertThat(network(List.of(3, 2), Map.of("type", "Softmax", "axis", 1)).hasLogits())
                .isFalse();
    }

    @Test
    void reluMovesBehindMaximumPooling() {
        Map<String, Object> conv = Map.of("type", "Conv2D", "filters", 2, "kernel_size", 3, "activation", "relu");
        NDArray image = normal(new Shape(2, 6, 6, 1));
        Network alone = network(List.of(6, 6, 1), conv);
        Network pooled = network(List.of(6, 6, 1), conv, Map.of("type", "MaxPooling2D"));
        NDArray wanted = alone.predict(List.of(image), Pass.evaluation(manager)).output();

        NDArray found = pooled.predict(List.of(image), Pass.evaluation(manager)).output();

        Operation first = pooled.operations().operations().get(0);
        assertThat(first.apply(List.of(new Signal(image, null)), Pass.evaluation(manager))
                        .min()
                        .getFloat())
                .isNegative();
        NDArray max = wanted.reshape(2, 2, 2, 2, 2, 2)
                .transpose(0, 1, 3, 5, 2, 4)
                .reshape(2, 2, 2, 2, 4)
                .max(new int[] {4});
        assertThat(found.toFloatArray()).isEqualTo(max.toFloatArray());
    }

    @Test
    void aLayerOnInputsOfTwoSizesPadsEachAsItNeeds() {
        Map<String, Object> conv =
                Map.of("type", "Conv1D", "filters", 2, "kernel_size", 3, "strides", 2, "padding", "same");
        List<Graph.Input> inputs =
                List.of(new Graph.Input("a", List.of(5, 1), "float32"), new Graph.Input("b", List.of(6, 1), "float32"));
        List<GraphLayer> shared = GraphReader.layers("model", List.of(Fields.of("layers[0]", conv)))
                .layers();
        List<Graph.Call> calls =
                List.of(new Graph.Call(0, List.of(0), Map.of()), new Graph.Call(0, List.of(1), Map.of()));
        Graph graph = new Graph("model", false, inputs, shared, calls, 3);
        Network both = NetworkBuilder.build(GraphShape.of(graph, List.of(List.of(5, 1), List.of(6, 1))), 3, manager);
        NDArray six = normal(new Shape(2, 6, 1));
        NDArray wanted = network(List.of(6, 1), conv)
                .predict(List.of(six), Pass.evaluation(manager))
                .output();

        NDArray found = both.predict(List.of(normal(new Shape(2, 5, 1)), six), Pass.evaluation(manager))
                .output();

        assertThat(found.toFloatArray()).isEqualTo(wanted.toFloatArray());
        assertThat(both.weights().byName()).containsOnlyKeys("conv1d/kernel", "conv1d/bias");
    }

    @Test
    void aNumberWithoutARowOfTheTableFailsWithAnException() {
        Network network = network(List.of(1), Map.of("type", "Embedding", "input_dim", 3, "output_dim", 2));

        for (float number : new float[] {3, -1}) {
            NDArray numbers = manager.create(new float[] {number}, new Shape(1, 1));
            assertThatThrownBy(() -> network.predict(List.of(numbers), Pass.evaluation(manager)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("out of range");
        }
    }

    @SafeVarargs
    private Network network(List<Integer> row, Map<String, Object>... layers) {
        List<Fields> fields = new ArrayList<>();
        for (Map<String, Object> layer : layers) {
            fields.add(Fields.of("layers[" + fields.size() + "]", layer));
        }
        return NetworkBuilder.build(GraphShape.of(GraphReader.layers("model", fields), List.of(row)), 3, manager);
    }

    private float[] train(Network network, NDArray values, long step) {
        return network.predict(List.of(values), Pass.training(step, manager))
                .output()
                .toFloatArray();
    }

    private NDArray normal(Shape shape) {
        return manager.create(new NormalNoise(0, 1).of(7, (int) shape.size()), shape, DataType.FLOAT32);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(float[] values) {
        double mean = mean(values);
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }
}
