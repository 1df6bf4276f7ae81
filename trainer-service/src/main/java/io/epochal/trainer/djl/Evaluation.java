package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.djl.layer.Pass;
import io.epochal.trainer.djl.network.Network;
import io.epochal.trainer.djl.network.Prediction;
import io.epochal.trainer.djl.rows.DeviceBatch;
import io.epochal.trainer.djl.rows.DeviceRows;
import io.epochal.trainer.djl.tensor.HostReads;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.RunningMeans;
import java.io.IOException;
import java.util.List;

/** Measures a model on a split, as {@code model.evaluate} of Keras. */
record Evaluation(
        RunSpec spec, Network network, Objective objective, NDManager manager, HostReads reads, Execution execution) {
    /** As many batches are read together where operations are queued. */
    private static final int READ_TOGETHER = 32;

    private static final int MOST_ROWS = 1000;
    private static final long MOST_VALUES = 1L << 22;

    /** @param batches at most so many of them */
    Metrics of(DeviceRows rows, int batches) throws IOException {
        int size = batchSize(spec, network, objective.isPerRow());
        int count = (int) Math.min(rows.count(), (long) size * batches);
        QueuedResults results = new QueuedResults(objective, manager, reads);
        RunningMeans means = RunningMeans.NONE;
        for (int from = 0; from < count; from += size) {
            int to = Math.min(from + size, count);
            try (NDManager scope = manager.newSubManager()) {
                DeviceBatch batch = rows.batch(scope, from, to);
                Pass pass = Pass.evaluation(scope);
                Prediction prediction = network.predict(batch.inputs(), pass);
                network.regularize(pass);
                NDArray mean = Losses.total(objective.loss(prediction, batch), pass);
                if (execution == Execution.QUEUED) {
                    results.add(to - from, mean, objective.measured(prediction, batch));
                } else {
                    float loss = reads.number(mean);
                    means = means.with(to - from, loss, objective.counted(means.metrics(), prediction, batch, reads));
                }
            }
            if (to == count || results.count() == READ_TOGETHER || results.isFull()) {
                means = with(means, results);
            }
        }
        return objective.metrics(means.meanLoss(), means.metrics());
    }

    private static RunningMeans with(RunningMeans before, QueuedResults results) {
        RunningMeans means = before;
        for (Engine.Batch batch : results.read(before.metrics())) {
            means = means.with(batch.samples(), batch.meanLoss(), batch.counted());
        }
        return means;
    }

    /** @param anyCut whether it changes nothing but the time it takes how the rows are cut into batches */
    static int batchSize(RunSpec spec, Network network, boolean anyCut) {
        Integer given = spec.fit().validationBatchSize();
        if (given != null || spec.fit().validationSteps() != null) {
            return given == null ? spec.batchSize() : given;
        }
        // What a row becomes inside a backbone is not known: as many rows as are trained at once will fit.
        if (!anyCut || network.backbone() != null) {
            return spec.batchSize();
        }
        long widest = 1;
        for (List<Integer> tensor : network.shape().tensors()) {
            widest = Math.max(
                    widest, tensor.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b));
        }
        return (int) Math.max(Math.min(spec.batchSize(), MOST_ROWS), Math.min(MOST_ROWS, MOST_VALUES * 8 / widest));
    }
}
