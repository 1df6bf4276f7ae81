package io.epochal.trainer.run.port;

import io.epochal.checkpoint.Content;
import io.epochal.protocol.Hardware;
import io.epochal.protocol.Histogram;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.run.state.MetricSums;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * One model on one device, with its data and its optimizer. Used by one thread, but for {@link Snapshot}s.
 *
 * <p>Everything random is a function of the seed, the epoch and the step, so an engine that is restored to a step continues as one
 * that never stopped.
 */
public interface Engine extends AutoCloseable {
    /** Opens engines; throws {@link IOException} when the data cannot be read. */
    interface Factory {
        Engine open(RunSpec spec) throws IOException;
    }

    enum Split {
        VALIDATION,
        TEST
    }

    /**
     * What does not change while a run is trained.
     *
     * @param threads another count gives other bits
     * @param inputShapes of one row of each input, as Keras has it, channels last: height, width, channels
     * @param preprocessing what was fitted to the training rows
     */
    record Facts(int threads, String device, List<List<Integer>> inputShapes, Preprocessing preprocessing) {}

    /**
     * What one batch gave.
     *
     * @param counted by the metrics in the epoch so far, this batch included
     */
    record Batch(int samples, float meanLoss, MetricSums counted) {}

    /**
     * Trains without waiting for the device. What batches gave stays there until it is read: a device that computes beside this thread
     * is not held up at each batch then.
     */
    interface Ahead {
        /** Trains one batch as {@link Engine#trainBatch}; one that fails gives nothing. */
        void trainBatch(int batch, long step) throws IOException;

        /** Whether what is unread takes so much memory that it is to be read now. */
        boolean isFull();

        /**
         * What the batches gave that were trained since the last call, in order; they are of one epoch.
         *
         * @param counted by the metrics in the epoch before them
         */
        List<Batch> read(MetricSums counted);
    }

    /** Where and on what it trains. */
    Facts facts();

    /** The machine and the library; empty where the engine does not say. */
    default Optional<Hardware> hardware() {
        return Optional.empty();
    }

    /** Batches in a full epoch. */
    int stepsPerEpoch();

    /** Batches in this epoch, which are fewer where the rows are used up; epochs count from 0. */
    default int stepsIn(int epoch) {
        return stepsPerEpoch();
    }

    /** Whether there are validation rows. */
    boolean validates();

    /** Whether there are test rows. */
    default boolean tests() {
        return true;
    }

    /** Whether this epoch is validated; epochs count from 0. */
    default boolean validatesAfter(int epoch) {
        return validates();
    }

    /** Lays out the epoch's rows in their order; epochs count from 0. */
    void beginEpoch(int epoch) throws IOException;

    /**
     * Trains one batch of the epoch that was begun.
     *
     * @param step batches trained before this one since the run began
     * @param counted by the metrics in the epoch before this batch
     */
    Batch trainBatch(int batch, long step, MetricSums counted) throws IOException;

    /** Empty where a batch is over when {@link #trainBatch} returns, as on a CPU; else batches are trained by this and not by that. */
    default Optional<Ahead> ahead() {
        return Optional.empty();
    }

    /** The loss and the metrics of an epoch so far, by their names in Keras' history. */
    Metrics metrics(double meanLoss, MetricSums counted);

    /** Means over the split, in evaluation mode: {@code loss} and the compiled metrics. */
    Metrics evaluate(Split split, ModelWeights weights) throws IOException;

    /** Overwrites the weights with their moving average, if there is one; as Keras does when training is over. */
    void finalizeWeights();

    /** In effect from the next batch on. */
    void setLearningRate(float rate);

    /** Whether the optimizer keeps a moving average of the weights. */
    boolean averages();

    /** Copies weights and optimizer state; the only moment in which a checkpoint stalls the loop. */
    Snapshot snapshot();

    /** Puts back weights that {@link Snapshot#weights} gave, whichever; the optimizer keeps its state. */
    void restoreWeights(InputStream weights) throws IOException;

    /** Puts back the moving average that {@link Snapshot#weights} gave. */
    void restoreAverages(InputStream averages) throws IOException;

    /** Puts back optimizer state that {@link Snapshot#optimizer} gave. */
    void restoreOptimizer(InputStream optimizer) throws IOException;

    @Override
    void close();

    /**
     * Pictures of one weight.
     *
     * @param weight its path below the model's name
     * @param pngs files, at most three, as TensorFlow's {@code tf.summary.image} takes them
     */
    record WeightImages(String weight, int width, int height, List<byte[]> pngs) {}

    /** A copy of the model at one step. May be read and closed by another thread while the engine trains on. */
    interface Snapshot extends AutoCloseable {
        /**
         * As safetensors, names as in Keras ({@code conv2d/kernel}), shapes in Keras' layout where it is free to choose. Reading it
         * throws {@link io.epochal.checkpoint.StoreRefusal} once this is closed.
         */
        Content weights(ModelWeights weights);

        /** As safetensors: first and second moments by weight name, and the step count. Read as {@link #weights} is. */
        Content optimizer();

        /** One histogram a weight, paths below the model's name ({@code sequential/conv2d/kernel}). */
        List<Histogram> histograms(ModelWeights weights);

        /** Pictures of those weights that can be drawn, as Keras 3.15, tensorboard.py, {@code _log_weight_as_image}. */
        List<WeightImages> images(ModelWeights weights);

        @Override
        void close();
    }
}
