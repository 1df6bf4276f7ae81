package io.epochal.trainer.run;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint holds beside the tensors: all that is needed to go on as if nothing had happened.
 *
 * @param batch batches of the epoch that were trained; all of them at an epoch's end
 * @param callbacks as the barrier event at this point carries them: whoever resumes asks for the verdict again
 */
record TrainingState(
        RunSpec spec,
        int attempt,
        int epoch,
        int batch,
        long step,
        double learningRate,
        long seed,
        int threads,
        String device,
        Metrics metrics,
        List<Map<String, Object>> callbacks) {}
