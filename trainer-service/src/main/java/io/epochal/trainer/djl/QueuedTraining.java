package io.epochal.trainer.djl;

import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.IOException;
import java.util.List;

/** Training whose results are read for several batches at a time. */
record QueuedTraining(DjlEngine engine, Objective objective, QueuedResults results) implements Engine.Ahead {
    @Override
    public void trainBatch(int batch, long step) throws IOException {
        engine.train(batch, step, (rows, prediction, meanLoss) -> {
            results.add(rows.size(), meanLoss, objective.measured(prediction, rows));
            return rows.size();
        });
    }

    @Override
    public boolean isFull() {
        return results.isFull();
    }

    @Override
    public List<Engine.Batch> read(MetricSums counted) {
        return results.read(counted);
    }
}
