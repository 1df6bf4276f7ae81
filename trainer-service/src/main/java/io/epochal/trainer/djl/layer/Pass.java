package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/** One way of a batch through the model. */
public final class Pass {
    private static final long EVALUATION = -1;

    private final long step;
    private final boolean training;
    private final boolean drawsOnDevice;
    private final NDManager manager;
    private final List<NDArray> losses;

    private Pass(long step, boolean training, boolean drawsOnDevice, NDManager manager, List<NDArray> losses) {
        this.step = step;
        this.training = training;
        this.drawsOnDevice = drawsOnDevice;
        this.manager = manager;
        this.losses = losses;
    }

    /**
     * @param step batches trained before this one since the run began; all that is random is a function of it
     * @param manager owns what is made on the way
     */
    public static Pass training(long step, NDManager manager) {
        return new Pass(step, true, false, manager, new ArrayList<>());
    }

    /** As {@link #training}, where random tensors are made on the device and by its generator. */
    public static Pass trainingOnDevice(long step, NDManager manager) {
        return new Pass(step, true, true, manager, new ArrayList<>());
    }

    public static Pass evaluation(NDManager manager) {
        return new Pass(EVALUATION, false, false, manager, new ArrayList<>());
    }

    public boolean isTraining() {
        return training;
    }

    /** Whether random tensors are made on the device, see {@link DeviceNoise}. */
    boolean drawsOnDevice() {
        return drawsOnDevice;
    }

    public long step() {
        return step;
    }

    public NDManager manager() {
        return manager;
    }

    /** Adds a scalar to the loss, as a layer's {@code add_loss} in Keras. */
    public void addLoss(NDArray loss) {
        losses.add(loss);
    }

    /** What was added, in the order of the layers. */
    public List<NDArray> losses() {
        return losses;
    }
}
