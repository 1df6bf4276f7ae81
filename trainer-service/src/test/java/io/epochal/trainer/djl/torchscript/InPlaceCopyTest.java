package io.epochal.trainer.djl.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class InPlaceCopyTest {
    @Test
    void theTargetGetsTheValuesInTheMemoryThatItHas() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray target = manager.zeros(new Shape(2, 2));
            NDArray sameMemory = target.reshape(-1);

            InPlaceCopy.copy(manager.create(new float[] {1, Float.NaN, 3, -0f}, new Shape(2, 2)), target);

            assertThat(target.toFloatArray()).containsExactly(1, Float.NaN, 3, -0f);
            assertThat(sameMemory.toFloatArray()).containsExactly(1, Float.NaN, 3, -0f);
        }
    }

    @Test
    void aTrainedWeightStaysTrained() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray weight = manager.ones(new Shape(3));
            weight.setRequiresGradient(true);

            InPlaceCopy.copy(manager.create(new float[] {4, 5, 6}), weight);

            assertThat(weight.toFloatArray()).containsExactly(4, 5, 6);
            assertThat(weight.hasGradient()).isTrue();
        }
    }

    @Test
    void anotherShapeIsAnError() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            assertThatThrownBy(() -> InPlaceCopy.copy(manager.ones(new Shape(1)), manager.ones(new Shape(3))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(3)");
        }
    }
}
