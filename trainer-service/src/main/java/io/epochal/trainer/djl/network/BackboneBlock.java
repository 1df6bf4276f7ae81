package io.epochal.trainer.djl.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.model.Backbone;
import io.epochal.trainer.djl.layer.CounterRandom;
import io.epochal.trainer.djl.layer.Pass;
import io.epochal.trainer.djl.layer.TorchRandom;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A backbone at work.
 *
 * @param inputs the shape of one row of each input
 * @param seed of the run
 */
public record BackboneBlock(Backbone backbone, Block block, List<List<Integer>> inputs, long seed) {
    /** What layers draw has an index of 0 or more, their first weights -1. */
    private static final long PURPOSE = -2;

    private static final int LONGEST = 500;

    /** Begins the random numbers anew that a block draws its first weights from. */
    public static void beginRandom(long seed) {
        TorchRandom.begin(CounterRandom.stream(seed, PURPOSE, -2));
    }

    /**
     * The block's output for one batch. What is random in it is a function of the seed and the step.
     *
     * @throws IllegalStateException that names the backbone, for whatever the block throws
     */
    NDArray apply(List<NDArray> batch, Pass pass) {
        TorchRandom.begin(CounterRandom.stream(seed, PURPOSE, pass.step()));
        boolean training = pass.isTraining() && backbone.trainable();
        try {
            NDList output = block.forward(new PassParameters(pass.manager()), new NDList(batch), training, null);
            if (output.size() != 1) {
                throw new IllegalStateException("it gives " + output.size() + " tensors, and must give one");
            }
            return output.get(0);
        } catch (RuntimeException | Error e) {
            throw new IllegalStateException(
                    "the model's " + backbone.name() + " failed: " + Printable.of(String.valueOf(e), LONGEST), e);
        }
    }

    /** The shape of one row of the output, found by asking: two rows of zeros, in evaluation. */
    List<Integer> output(NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> zeros = new ArrayList<>();
            for (List<Integer> row : inputs) {
                long[] sides = row.stream().mapToLong(Integer::longValue).toArray();
                zeros.add(scope.zeros(new Shape(2).addAll(new Shape(sides))));
            }
            NDArray output = apply(zeros, Pass.evaluation(scope));
            long[] sides = output.getShape().getShape();
            if (output.getDataType() != DataType.FLOAT32 || sides.length == 0 || sides[0] != 2) {
                throw new IOException("the model's " + backbone.name()
                        + " must give 32-bit floats, the rows of the batch first; for 2 rows it gives "
                        + output.getDataType() + " of shape " + output.getShape());
            }
            return Arrays.stream(sides).skip(1).mapToObj(Math::toIntExact).toList();
        }
    }
}
