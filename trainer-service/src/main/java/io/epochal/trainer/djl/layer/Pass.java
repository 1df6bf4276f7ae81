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
    private final NDManager manager;
    private final List<NDArray> losses;

    private Pass(long step, boolean training, NDManager manager, List<NDArray> losses) {
        this.step = step;
        this.training = training;
        this.manager = manager;
        this.losses = losses;
    }

    /**
     * @param step batches trained before this one since the run began; all that is random is a function of it
     * @param manager owns what is made on the way
     */
    public static Pass training(long step, NDManager manager) {
        return new Pass(step, true, manager, new ArrayList<>());
    }

    public static Pass evaluation(NDManager manager) {
        return new Pass(EVALUATION, false, manager, new ArrayList<>());
    }

    public boolean isTraining() {
        return training;
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
