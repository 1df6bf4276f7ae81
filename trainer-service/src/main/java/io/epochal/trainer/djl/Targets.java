package io.epochal.trainer.djl;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.loss.ProbabilisticLoss;
import io.epochal.trainer.data.rows.DatasetRows;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Checks targets against the loss and the model's output, before the first batch. */
final class Targets {
    private Targets() {}

    /**
     * @param output the shape of what the model gives for one row
     * @throws SpecException when rows are weighed twice, or when the labels of a row are not as many as the model tells classes for
     * @throws IOException that names the first row whose label is no class
     */
    static void check(RunSpec spec, List<Integer> output, DatasetRows rows) throws IOException {
        if (spec.fit().classWeight() != null && rows.train().weighted()) {
            throw new SpecException(
                    "class_weight", "must not be there beside the rows' own weights (sample_weight), as in Keras");
        }
        if (spec.loss().loss() instanceof ProbabilisticLoss.SparseCategoricalCrossentropy loss && !output.isEmpty()) {
            requireLabels(output, rows.train().target().shape());
            int classes = output.get(output.size() - 1);
            Integer ignored = loss.ignoreClass();
            if (ignored == null) {
                rows.requireClasses(classes);
            } else {
                rows.requireClasses(classes, ignored);
            }
        }
    }

    /** As Keras 3.15: an axis of length 1 at the end is not looked at. */
    private static void requireLabels(List<Integer> output, List<Integer> target) {
        List<Integer> wanted = output.subList(0, output.size() - 1);
        List<Integer> column = Stream.concat(wanted.stream(), Stream.of(1)).toList();
        if (!target.equals(wanted) && !target.equals(column)) {
            throw new SpecException(
                    "loss",
                    "sparse_categorical_crossentropy takes one label for each distribution: the model gives " + output
                            + " for a row, so that its labels must be " + wanted + "; the data have " + target);
        }
    }
}
