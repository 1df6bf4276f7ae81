package io.epochal.trainer.djl.rows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.epochal.trainer.data.rows.HostTensor;
import io.epochal.trainer.data.rows.RowBatch;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.RowSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Copies rows from the host to the device. */
final class DeviceTensors {
    private DeviceTensors() {}

    static DeviceBatch of(NDManager manager, RowBatch rows, RowSource source) {
        List<NDArray> inputs = new ArrayList<>();
        for (HostTensor input : rows.inputs()) {
            inputs.add(floats(manager, input));
        }
        NDArray target = floats(manager, rows.target());
        if (source.target().kind() == RowFormat.Kind.INT32) {
            // Class numbers, which losses take as they are.
            NDArray classes = target.toType(DataType.INT64, false);
            target.close();
            target = classes;
        }
        float[] weights = rows.weights();
        return new DeviceBatch(
                inputs,
                target,
                weights == null ? null : manager.create(weights),
                rows.target().shape()[0]);
    }

    private static NDArray floats(NDManager manager, HostTensor tensor) {
        return manager.create(
                tensor.values(),
                new Shape(Arrays.stream(tensor.shape()).asLongStream().toArray()));
    }
}
