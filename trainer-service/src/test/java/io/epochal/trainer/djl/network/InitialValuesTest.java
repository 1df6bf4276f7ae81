package io.epochal.trainer.djl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.epochal.protocol.model.Initializer;
import io.epochal.protocol.model.Initializer.Distribution;
import io.epochal.protocol.model.Initializer.Mode;
import io.epochal.protocol.model.WeightSpec;
import io.epochal.trainer.djl.layer.CounterRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialValuesTest {
    private static final long STREAM = CounterRandom.stream(7, -1, 3);
    private static final List<Integer> LARGE = List.of(200, 300);

    @Test
    void constantsAreConstant() {
        assertThat(values(Initializer.ZEROS, List.of(2, 3))).containsOnly(0f);
        assertThat(values(Initializer.ONES, List.of(2, 3))).containsOnly(1f);
        assertThat(values(new Initializer.Constant(-0.25), List.of(4))).containsOnly(-0.25f);
    }

    @Test
    void aUniformDistributionFillsItsRangeEvenly() {
        float[] values = values(new Initializer.RandomUniform(-0.2, 0.6), LARGE);

        requireMoments(values, 0.2, 0.8 / Math.sqrt(12));
        requireWithin(values, -0.2, 0.6, 0.001);
    }

    @Test
    void aNormalDistributionReachesBeyondThreeDeviations() {
        float[] values = values(new Initializer.RandomNormal(0.5, 0.1), LARGE);

        requireMoments(values, 0.5, 0.1);
        assertThat(max(values)).isBetween(0.8f, 1.1f);
    }

    @Test
    void aTruncatedNormalDistributionEndsAtTwoDeviations() {
        float[] values = values(new Initializer.TruncatedNormal(0.5, 0.1), LARGE);

        // The deviation of what is left when it ends there.
        requireMoments(values, 0.5, 0.1 * .8796256610342398);
        requireWithin(values, 0.3, 0.7, 0.001);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            FAN_IN  | 2 | TRUNCATED_NORMAL   | 200
            FAN_OUT | 1 | UNTRUNCATED_NORMAL | 300
            FAN_AVG | 1 | UNIFORM            | 250
            FAN_IN  | 1 | UNIFORM            | 200
            FAN_AVG | 1 | TRUNCATED_NORMAL   | 250
            """)
    void varianceScalingHasTheVarianceOfItsFans(Mode mode, double scale, Distribution distribution, double fans) {
        float[] values = values(new Initializer.VarianceScaling(scale, mode, distribution), LARGE);

        double deviation = Math.sqrt(scale / fans);
        requireMoments(values, 0, deviation);
        switch (distribution) {
            case UNIFORM -> requireWithin(values, -Math.sqrt(3) * deviation, Math.sqrt(3) * deviation, 0.001);
            case TRUNCATED_NORMAL ->
                requireWithin(values, -2 * deviation / .87962566, 2 * deviation / .87962566, 0.01 * deviation);
            case UNTRUNCATED_NORMAL -> assertThat((double) max(values)).isGreaterThan(3.3 * deviation);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a scalar             |           | 1   | 1
            a bias               | 7         | 7   | 7
            a dense kernel       | 3 4       | 3   | 4
            embeddings           | 100 8     | 100 | 8
            a Conv1D kernel      | 5 4 8     | 20  | 40
            a Conv2D kernel      | 3 3 4 8   | 36  | 72
            a depthwise kernel   | 3 3 4 2   | 36  | 18
            a pointwise kernel   | 1 1 8 6   | 8   | 6
            a transposed kernel  | 2 3 8 4   | 48  | 24
            """)
    void fansAreThoseOfKeras(String what, String shape, double in, double out) {
        List<Integer> sides = shape == null
                ? List.of()
                : Arrays.stream(shape.split(" ")).map(Integer::valueOf).toList();

        assertThat(InitialValues.fans(sides)).as(what).containsExactly(in, out);
    }

    @ParameterizedTest
    @CsvSource({"'6,4'", "'4,6'", "'5,5'", "'3,3,2,4'", "'1,2,8'"})
    void orthogonalMatricesHaveOrthonormalRowsOrColumnsWhicheverAreFewer(String written) {
        List<Integer> shape =
                Arrays.stream(written.split(",")).map(Integer::valueOf).toList();
        float[] values = values(new Initializer.Orthogonal(2), shape);

        int columns = shape.get(shape.size() - 1);
        int rows = values.length / columns;
        boolean tall = rows >= columns;
        int vectors = Math.min(rows, columns);
        for (int a = 0; a < vectors; a++) {
            for (int b = 0; b <= a; b++) {
                double product = 0;
                for (int i = 0; i < Math.max(rows, columns); i++) {
                    float left = tall ? values[i * columns + a] : values[a * columns + i];
                    float right = tall ? values[i * columns + b] : values[b * columns + i];
                    product += left * right;
                }
                assertThat(product).as("%d by %d", a, b).isCloseTo(a == b ? 4 : 0, within(1e-5));
            }
        }
    }

    @Test
    void theIdentityNeedNotBeSquare() {
        assertThat(values(new Initializer.Identity(3), List.of(2, 3))).containsExactly(3, 0, 0, 0, 3, 0);
        assertThat(values(new Initializer.Identity(1), List.of(3, 2))).containsExactly(1, 0, 0, 1, 0, 0);
    }

    @Test
    void aMatrixLiesInMemoryAsItsLayoutSays() {
        WeightSpec spec = WeightSpec.trained("kernel", List.of(2, 3), new Initializer.Orthogonal(1));
        float[] keras = values(new Initializer.Orthogonal(1), List.of(2, 3));

        float[] turned = InitialValues.of(spec, new long[] {3, 2}, Layout.of(1, 0), STREAM);

        assertThat(turned).containsExactly(keras[0], keras[3], keras[1], keras[4], keras[2], keras[5]);
    }

    @Test
    void theSameStreamGivesTheSameValuesAndAnotherStreamOthers() {
        WeightSpec spec = WeightSpec.trained("kernel", List.of(8), new Initializer.RandomNormal(0, 1));
        float[] first = InitialValues.of(spec, new long[] {8}, Layout.KERAS, STREAM);

        assertThat(InitialValues.of(spec, new long[] {8}, Layout.KERAS, STREAM)).isEqualTo(first);
        assertThat(InitialValues.of(spec, new long[] {8}, Layout.KERAS, STREAM + 1))
                .isNotEqualTo(first);
    }

    private static float[] values(Initializer initializer, List<Integer> shape) {
        WeightSpec spec = WeightSpec.trained("kernel", shape, initializer);
        long[] sides = shape.stream().mapToLong(Integer::longValue).toArray();
        return InitialValues.of(spec, sides, Layout.KERAS, STREAM);
    }

    /** Five standard errors around, for {@link #LARGE} many values. */
    private static void requireMoments(float[] values, double mean, double deviation) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (value - mean) * (value - mean);
        }
        assertThat(sum / values.length).isCloseTo(mean, within(5 * deviation / Math.sqrt(values.length)));
        assertThat(Math.sqrt(squares / values.length)).isCloseTo(deviation, within(0.02 * deviation));
    }

    /** All are between the two, and some near to each. */
    private static void requireWithin(float[] values, double low, double high, double near) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        assertThat((double) sorted[0]).isBetween(low - 1e-6, low + near);
        assertThat((double) sorted[sorted.length - 1]).isBetween(high - near, high + 1e-6);
    }

    private static float max(float[] values) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1];
    }
}
