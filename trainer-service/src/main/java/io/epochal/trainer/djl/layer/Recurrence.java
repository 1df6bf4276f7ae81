package io.epochal.trainer.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.epochal.protocol.model.RecurrentLayers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell, step after step; as Keras 3.15, rnn.py. A masked step leaves the state as it is. Inside, the steps are the first axis and the
 * batch is the second.
 *
 * @param fused PyTorch's own loop; null where the cell is none that it knows
 */
record Recurrence(RecurrentLayers.Recurrent layer, CellSteps steps, @Nullable FusedLstm fused) implements Operation {
    @Override
    public NDArray apply(List<Signal> inputs, Pass pass) {
        Signal input = inputs.get(0);
        NDArray ordered = ordered(input.values().transpose(1, 0, 2));
        NDArray outputs = fused != null && input.mask() == null && !steps.dropsState(pass)
                ? fused.outputs(steps.dropped(ordered, pass), pass)
                : loop(ordered, input.mask(), pass);
        if (layer.returnSequences()) {
            return outputs.transpose(1, 0, 2);
        }
        return outputs.get(outputs.getShape().get(0) - 1);
    }

    @Override
    public @Nullable NDArray mask(List<Signal> inputs) {
        return layer.returnSequences() ? inputs.get(0).mask() : null;
    }

    private NDArray ordered(NDArray values) {
        return layer.goBackwards() ? values.flip(0) : values;
    }

    /** All outputs, or the last one alone where that is all that is wanted. */
    private NDArray loop(NDArray values, @Nullable NDArray mask, Pass pass) {
        long count = values.getShape().get(0);
        CellSteps.Running cell = steps.begin(values.getShape().get(1), pass);
        NDList projected = cell.project(values).split(count);
        NDList real =
                mask == null ? null : ordered(mask.transpose()).expandDims(-1).split(count);
        List<NDArray> state = cell.zeros();
        NDArray zeros = state.get(0);
        NDList outputs = new NDList((int) count);
        for (int step = 0; step < count; step++) {
            List<NDArray> next = cell.next(projected.get(step), state);
            NDArray output = next.get(0);
            if (real != null) {
                NDArray condition = real.get(step);
                output = TorchFunctions.where(condition, output, layer.zeroOutputForMask() ? zeros : state.get(0));
                next = kept(next, state, condition);
            }
            state = next;
            if (layer.returnSequences() || step == count - 1) {
                outputs.add(output);
            }
        }
        return outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 0);
    }

    private static List<NDArray> kept(List<NDArray> next, List<NDArray> before, NDArray condition) {
        NDArray first = TorchFunctions.where(condition, next.get(0), before.get(0));
        return next.size() == 1
                ? List.of(first)
                : List.of(first, TorchFunctions.where(condition, next.get(1), before.get(1)));
    }
}
