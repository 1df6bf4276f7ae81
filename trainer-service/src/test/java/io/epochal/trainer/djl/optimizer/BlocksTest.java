package io.epochal.trainer.djl.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.optimizer.Adam;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class BlocksTest {
    private static final Shape SHAPE = new Shape(37, 29);

    @Test
    void anUpdateBlockByBlockHasTheSameBits() {
        assertThat(trained(new Blocks(64), 0)).isEqualTo(trained(new Blocks(Long.MAX_VALUE), 0));
    }

    @Test
    void aWeightThatIsRestoredIsTrainedOn() {
        assertThat(trained(new Blocks(64), 2)).isEqualTo(trained(new Blocks(Long.MAX_VALUE), 2));
        assertThat(trained(new Blocks(64), 2)).isNotEqualTo(trained(new Blocks(64), 5));
    }

    @Test
    void blocksAreViewsOfAllOfATensor() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray tensor = manager.zeros(SHAPE);
            new Blocks(100).of(tensor, manager).forEach(block -> block.addi(1));
            assertThat(tensor.toFloatArray()).containsOnly(1f);
            assertThat(new Blocks(100).of(tensor, manager)).hasSize(11);
            assertThat(new Blocks(37 * 29).of(tensor, manager)).containsExactly(tensor);
        }
    }

    /** @param restoredAfter this step the weight gets other values, as when it is restored, or its average is measured; 0 for none */
    private static float[] trained(Blocks blocks, int restoredAfter) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray weight = values(manager, 1);
            Adam adam = new Adam(0.9, 0.999, 1e-7, false);
            AdamRule rule = new AdamRule(adam, new Slots(Map.of("kernel", weight), manager), blocks);
            for (int step = 1; step <= 5; step++) {
                rule.update("kernel", weight, values(manager, step + 1), new OptimizerStep(0.01f, step));
                if (step == restoredAfter) {
                    values(manager, 9).copyTo(weight);
                }
            }
            return weight.toFloatArray();
        }
    }

    private static NDArray values(NDManager manager, int seed) {
        return manager.arange((float) SHAPE.size()).mul(seed * 0.37f).sin().reshape(SHAPE);
    }
}
