package io.epochal.trainer.djl.optimizer;

import ai.djl.ndarray.NDArray;
import io.epochal.trainer.djl.tensor.ScalarMath;
import io.epochal.trainer.djl.torchscript.InPlaceCopy;
import java.util.Map;

/** The gradients of the batches since the last update, as Keras 3.15, base_optimizer.py, {@code gradient_accumulation_steps}. */
final class Accumulation {
    private final int steps;
    private final Slots slots;
    private final Slots.Slot sums;

    /** @param steps batches of which an update has the mean */
    Accumulation(int steps, Slots slots) {
        this.steps = steps;
        this.slots = slots;
        this.sums = slots.add("gradient_accumulator");
    }

    /**
     * Takes a batch's gradients. True if it is the last one of an update: then they have become the mean.
     *
     * @param batch from 0
     */
    boolean completes(Slots.Slot gradients, long batch) {
        boolean last = (batch + 1) % steps == 0;
        gradients.byWeight().forEach((name, gradient) -> {
            if (last) {
                gradient.addi(sums.of(name));
                ScalarMath.divideInPlace(gradient, (float) steps);
                clear(sums.of(name));
            } else {
                sums.of(name).addi(gradient);
            }
        });
        return last;
    }

    /** By assignment: 0 times infinity is not 0. */
    private static void clear(NDArray sum) {
        try (NDArray zeros = sum.zerosLike()) {
            InPlaceCopy.copy(zeros, sum);
        }
    }

    Map<String, NDArray> tensors() {
        return slots.tensors();
    }
}
