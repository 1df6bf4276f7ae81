package io.epochal.trainer.djl;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.loss.ProbabilisticLoss;
import io.epochal.trainer.data.rows.DatasetRows;
import java.io.IOException;
import java.util.List;

/** Checks targets against the loss and the model's output, before the first batch. */
final class Targets {
    private Targets() {}

    static void check(RunSpec spec, List<Integer> output, DatasetRows rows) throws IOException {
        if (spec.loss().loss() instanceof ProbabilisticLoss.SparseCategoricalCrossentropy && !output.isEmpty()) {
            rows.requireClasses(output.get(output.size() - 1));
        }
    }
}
