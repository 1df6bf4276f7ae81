package io.epochal.trainer.djl.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random tensors of the device's generator, here the CPU's. */
@Tag("slow")
class DeviceNoiseTest {
    private static final Shape SHAPE = new Shape(100, 1000);

    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.25, 0.5, 0.9})
    void aMaskKeepsItsShareAndScalesIt(double rate) {
        float[] mask = mask(7, 3, rate);

        int dropped = 0;
        for (float value : mask) {
            assertThat(value == 0 || value == (float) (1 / (1 - rate))).isTrue();
            dropped += value == 0 ? 1 : 0;
        }
        assertThat(dropped / (double) mask.length).isCloseTo(rate, within(0.01));
    }

    @Test
    void aMaskIsAFunctionOfSeedLayerAndStep() {
        float[] mask = mask(7, 3, 0.5);

        assertThat(mask(8, 3, 0.5)).isNotEqualTo(mask);
        assertThat(mask(7, 4, 0.5)).isNotEqualTo(mask);
        assertThat(new DropoutMask(7, 3, 0.5).stream(1)).isNotEqualTo(new DropoutMask(8, 2, 0.5).stream(1));
        assertThat(dropped(new Dropping(new DropoutMask(7, 3, 0.5), 0.5), 2)).isNotEqualTo(mask);
        // What was drawn in between does not matter.
        assertThat(mask(7, 3, 0.5)).isEqualTo(mask);
    }

    @Test
    void onAGpusWayNoMaskOfTheHostIsTaken() {
        DropoutMask host = new DropoutMask(7, 3, 0.5);
        float[] ofHost = new float[(int) SHAPE.size()];
        host.at(1, ofHost.length).asFloatBuffer().get(ofHost);

        assertThat(mask(7, 3, 0.5)).isNotEqualTo(ofHost);
    }

    @Test
    void normalNoiseHasItsMeanAndDeviation() {
        float[] noise = new NormalNoise(1, 0.25)
                .of(5, SHAPE, Pass.trainingOnDevice(1, manager))
                .toFloatArray();

        double sum = 0;
        double squares = 0;
        for (float value : noise) {
            sum += value;
            squares += (value - 1.0) * (value - 1.0);
        }
        assertThat(sum / noise.length).isCloseTo(1, within(0.005));
        assertThat(Math.sqrt(squares / noise.length)).isCloseTo(0.25, within(0.005));
    }

    private float[] mask(long seed, int layer, double rate) {
        return dropped(new Dropping(new DropoutMask(seed, layer, rate), rate), 1);
    }

    private float[] dropped(Dropping dropping, long step) {
        return dropping.mask(Pass.trainingOnDevice(step, manager), SHAPE).toFloatArray();
    }
}
