package io.epochal.trainer.djl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.model.Initializer;
import io.epochal.protocol.model.WeightSpec;
import io.epochal.trainer.djl.safetensors.EncodedTensors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class WeightsTest {
    private static final WeightSpec KERNEL =
            WeightSpec.trained("kernel", List.of(2, 3), new Initializer.RandomNormal(0, 1));
    private static final WeightSpec MEAN = WeightSpec.statistic("moving_mean", List.of(3), Initializer.ZEROS);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void twoWeightsBeginWithDifferentValuesAndTheSameOnesForTheSameSeed() {
        Weights weights = new Weights(manager, 7);
        float[] first = weights.add("a/kernel", KERNEL, Layout.KERAS, true).toFloatArray();
        float[] second = weights.add("b/kernel", KERNEL, Layout.KERAS, true).toFloatArray();

        assertThat(second).isNotEqualTo(first);
        assertThat(new Weights(manager, 7)
                        .add("a/kernel", KERNEL, Layout.KERAS, true)
                        .toFloatArray())
                .isEqualTo(first);
        assertThat(new Weights(manager, 8)
                        .add("a/kernel", KERNEL, Layout.KERAS, true)
                        .toFloatArray())
                .isNotEqualTo(first);
    }

    @Test
    void neitherStatisticsNorWhatIsFrozenIsTrained() {
        Weights weights = new Weights(manager, 7);
        var unused = List.of(
                weights.add("a/kernel", KERNEL, Layout.KERAS, true),
                weights.add("a/moving_mean", MEAN, Layout.KERAS, true),
                weights.add("b/kernel", KERNEL, Layout.KERAS, false));

        assertThat(weights.trained()).containsOnlyKeys("a/kernel");
        assertThat(weights.byName()).containsOnlyKeys("a/kernel", "a/moving_mean", "b/kernel");
    }

    @Test
    void outsideAWeightHasKerasLayoutWhateverItHasHere() throws IOException {
        Weights weights = new Weights(manager, 7);
        NDArray kernel = weights.add("a/kernel", KERNEL, Layout.of(1, 0), true);
        NDArray stored = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
        stored.setName("a/kernel");

        weights.restore(weights.byName(), EncodedTensors.reader(new NDList(stored)));

        assertThat(kernel.toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(weights.outside("a/kernel", kernel).toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(weights.outside("adam/momentum/a/kernel", kernel).getShape()).isEqualTo(new Shape(2, 3));
    }

    @Test
    void refusesStoredWeightsThatAreNotItsOwn() throws IOException {
        Weights weights = new Weights(manager, 7);
        var unused = weights.add("a/kernel", KERNEL, Layout.of(1, 0), true);
        NDArray narrow = manager.zeros(new Shape(2, 1));
        narrow.setName("a/kernel");
        NDArray other = manager.zeros(new Shape(2, 3));
        other.setName("c/kernel");

        assertThatThrownBy(() -> weights.restore(weights.byName(), EncodedTensors.reader(new NDList(narrow))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a/kernel is (2, 1), this model's is (2, 3)");
        assertThatThrownBy(() -> weights.restore(weights.byName(), EncodedTensors.reader(new NDList(other))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lack a/kernel");
        assertThatThrownBy(() -> weights.requireKnown(EncodedTensors.reader(new NDList(other))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no c/kernel");
    }
}
