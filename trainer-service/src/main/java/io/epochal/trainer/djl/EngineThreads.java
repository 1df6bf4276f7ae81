package io.epochal.trainer.djl;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.LargestOperation;
import java.io.IOException;
import java.util.List;

/**
 * How many threads share an operation. It depends on the spec and on what one row is, never on what else the machine does: another count
 * gives other bits.
 */
final class EngineThreads {
    /**
     * Multiply-adds of a batch. In smaller operations threads wait for each other longer than they compute; docs/keras.md has what was
     * measured.
     */
    static final long WORTH_SHARING = 8_000_000;

    private EngineThreads() {}

    /**
     * 1 where no operation is worth sharing, else {@code most}; also behind a backbone, of which only the engine knows what it does.
     *
     * @param rows the shape of one row of each input
     * @param most what the trainer is set to
     * @throws IOException where the model takes other rows
     */
    static int of(RunSpec spec, List<List<Integer>> rows, int most) throws IOException {
        if (spec.model().backbone() != null) {
            return most;
        }
        Graph graph = spec.model().graph();
        return of(GraphShape.of(graph, ModelInputs.of(graph, rows)), spec.batchSize(), most);
    }

    static int of(GraphShape shape, int batchSize, int most) {
        return LargestOperation.multiplyAdds(shape) < WORTH_SHARING / batchSize ? 1 : most;
    }
}
