package io.epochal.trainer.djl;

import io.epochal.protocol.model.Graph;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings the inputs of a model and those of its data together. */
final class ModelInputs {
    private ModelInputs() {}

    /**
     * The shape of one row of each input, as the data have it.
     *
     * @throws IOException where the model takes other ones
     */
    static List<List<Integer>> of(Graph graph, List<List<Integer>> rows) throws IOException {
        if (rows.size() != graph.inputCount()) {
            throw new IOException("the model has " + graph.inputCount() + " inputs, but data.x names " + rows.size());
        }
        for (int i = 0; i < graph.inputs().size(); i++) {
            Graph.Input input = graph.inputs().get(i);
            if (!fits(input.shape(), rows.get(i))) {
                throw new IOException("the model's input " + input.name() + " takes rows of shape " + input.shape()
                        + ", but those of the data are " + rows.get(i));
            }
        }
        return rows;
    }

    private static boolean fits(List<@Nullable Integer> wanted, List<Integer> found) {
        if (wanted.size() != found.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i) != null && !found.get(i).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }
}
