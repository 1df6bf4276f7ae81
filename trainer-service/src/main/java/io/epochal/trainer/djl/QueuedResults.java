package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.epochal.trainer.djl.tensor.HostReads;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What batches gave, on the device still: one vector for each, all of which are read in one copy. */
final class QueuedResults {
    /** 16 MiB: metrics such as AUC keep all outputs of a batch. */
    private static final long MOST_VALUES = 1L << 22;

    private final Objective objective;
    private final NDManager manager;
    private final HostReads reads;
    private final List<Result> queued = new ArrayList<>();
    private long size;

    /** @param lengths of what each metric has measured, behind the loss */
    private record Result(int samples, NDArray values, int[] lengths) {}

    /** @param manager owns what is queued */
    QueuedResults(Objective objective, NDManager manager, HostReads reads) {
        this.objective = objective;
        this.manager = manager;
        this.reads = reads;
    }

    /** @param measured by each metric; belongs to the caller, as the loss */
    void add(int samples, NDArray meanLoss, List<NDArray> measured) {
        NDList parts = new NDList(meanLoss.reshape(1));
        parts.addAll(measured);
        NDArray values = NDArrays.concat(parts);
        values.attach(manager);
        int[] lengths =
                measured.stream().mapToInt(one -> Math.toIntExact(one.size())).toArray();
        queued.add(new Result(samples, values, lengths));
        size += values.size();
    }

    int count() {
        return queued.size();
    }

    /** Whether it takes so much memory that it is to be read. */
    boolean isFull() {
        return size >= MOST_VALUES;
    }

    /** All that is queued, in order. */
    List<Engine.Batch> read(MetricSums before) {
        if (queued.isEmpty()) {
            return List.of();
        }
        List<Result> results = List.copyOf(queued);
        float[] numbers = numbers();
        List<Engine.Batch> batches = new ArrayList<>();
        MetricSums counted = before;
        int place = 0;
        for (Result result : results) {
            float meanLoss = numbers[place++];
            List<float[]> measured = new ArrayList<>();
            for (int length : result.lengths()) {
                measured.add(Arrays.copyOfRange(numbers, place, place + length));
                place += length;
            }
            counted = objective.added(counted, measured);
            batches.add(new Engine.Batch(result.samples(), meanLoss, counted));
        }
        return batches;
    }

    private float[] numbers() {
        NDList all = new NDList();
        queued.forEach(result -> all.add(result.values()));
        queued.clear();
        size = 0;
        try (all;
                NDArray together = NDArrays.concat(all)) {
            return reads.floats(together);
        }
    }
}
