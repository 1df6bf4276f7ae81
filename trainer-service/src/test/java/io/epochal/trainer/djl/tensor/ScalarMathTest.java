package io.epochal.trainer.djl.tensor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients do not depend on when Java collects its garbage. */
@Tag("slow")
class ScalarMathTest {
    private static final float[] ONES = {1, 1, 1, 1};
    /** So many numbers are freed that their memory is used again. */
    private static final int OPERATIONS = 300;

    /** Each leaves values between 1 and 4 as they are. */
    private static final Map<String, UnaryOperator<NDArray>> NEUTRAL = Map.of(
            "multiply", values -> ScalarMath.multiply(values, 1),
            "divide", values -> ScalarMath.divide(values, 1),
            "power", values -> ScalarMath.power(values, 1),
            "atLeast", values -> ScalarMath.atLeast(values, -100),
            "atMost", values -> ScalarMath.atMost(values, 100));

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"multiply", "divide", "power", "atLeast", "atMost"})
    void aCollectionBetweenThePassAndItsGradientChangesNothing(String operation) throws InterruptedException {
        assertThat(gradient(requireNonNull(NEUTRAL.get(operation)))).containsExactly(ONES);
    }

    /** What the others are here for. It skips once DJL keeps its numbers. */
    @Test
    void djlsOwnMultiplicationForgetsTheNumber() throws InterruptedException {
        float[] gradient = gradient(values -> values.mul(1f));

        assumeFalse(Arrays.equals(gradient, ONES), "DJL's mul(Number) may be used again: ScalarMath can go");
        assertThat(gradient).doesNotContain(ONES);
    }

    /** What a GPU computes in place of {@code clip} is the same there, and so is its gradient. */
    @Test
    void clippingByChoiceIsTorchsClamp() {
        float[] values = {-3, -1, -0.5f, 0, 1, 2.5f, 6, 6.5f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};

        assertThat(clipped(values, one -> ScalarMath.chosen(one, -1, 6)))
                .isDeepEqualTo(clipped(values, one -> one.clip(-1, 6)));
    }

    private float[][] clipped(float[] values, UnaryOperator<NDArray> operation) {
        NDArray weight = manager.create(values);
        weight.setRequiresGradient(true);
        try (GradientCollector gradients = manager.getEngine().newGradientCollector()) {
            NDArray clipped = operation.apply(weight);
            gradients.backward(clipped.sum());
            try (NDArray gradient = JniUtils.getGradient((PtNDArray) weight)) {
                return new float[][] {clipped.toFloatArray(), gradient.toFloatArray()};
            }
        }
    }

    @Test
    void wholeNumbersStayWhole() {
        NDArray large = manager.create(new long[] {1L << 40, (1L << 40) + 1});

        assertThat(ScalarMath.isEqual(large, 0x1p40).toBooleanArray()).containsExactly(true, false);
        assertThat(ScalarMath.subtract(large, 1).toLongArray()).containsExactly((1L << 40) - 1, 1L << 40);
        assertThat(ScalarMath.isGreater(large, 0.5).toBooleanArray()).containsExactly(true, true);
    }

    @Test
    void inPlaceTheValuesThemselvesChange() {
        NDArray values = manager.create(new float[] {1, 2});
        assertThat(ScalarMath.addInPlace(values, 3)).isSameAs(values);
        ScalarMath.multiplyInPlace(values, 2);
        ScalarMath.divideInPlace(values, 4);

        assertThat(values.toFloatArray()).containsExactly(2, 2.5f);
        assertThat(ScalarMath.isAtMost(values, 2).toBooleanArray()).containsExactly(true, false);
        assertThat(ScalarMath.isLess(values, 2).toBooleanArray()).containsExactly(false, false);
        assertThat(ScalarMath.isAtLeast(values, 2.5).toBooleanArray()).containsExactly(false, true);
        assertThat(ScalarMath.isNotEqual(values, 2).toBooleanArray()).containsExactly(false, true);
    }

    private float[] gradient(UnaryOperator<NDArray> operation) throws InterruptedException {
        NDArray weight = manager.create(new float[] {1, 2, 3, 4}, new Shape(4));
        weight.setRequiresGradient(true);
        try (NDManager scope = manager.newSubManager();
                GradientCollector gradients = manager.getEngine().newGradientCollector()) {
            NDArray values = weight;
            for (int i = 0; i < OPERATIONS; i++) {
                values = operation.apply(values);
                values.attach(scope);
            }
            collectGarbage();
            List<ByteBuffer> others = otherNumbers();
            gradients.backward(values.sum());
            assertThat(others).isNotEmpty();
        }
        try (NDArray gradient = JniUtils.getGradient((PtNDArray) weight)) {
            return gradient.toFloatArray();
        }
    }

    /** Returns when what nothing refers to has been freed. */
    private static void collectGarbage() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            ReferenceQueue<Object> freed = new ReferenceQueue<>();
            PhantomReference<Object> last = new PhantomReference<>(new Object(), freed);
            System.gc();
            assertThat(freed.remove(10_000)).isSameAs(last);
        }
    }

    private static List<ByteBuffer> otherNumbers() {
        List<ByteBuffer> numbers = new ArrayList<>();
        for (int i = 0; i < 10 * OPERATIONS; i++) {
            numbers.add(ByteBuffer.allocateDirect(Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putFloat(0, 7));
        }
        return numbers;
    }
}
