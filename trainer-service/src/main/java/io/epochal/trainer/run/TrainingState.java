package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds beside the tensors: all that is needed to go on as if nothing had happened.
 *
 * @param threads of the engine; another count gives other bits
 * @param callbacks as the barrier event at this point carries them: whoever resumes asks for the verdict again
 */
record TrainingState(
        RunSpec spec,
        int attempt,
        Progress progress,
        double learningRate,
        int threads,
        String device,
        Metrics metrics,
        List<Map<String, Object>> callbacks,
        Orders orders,
        Command.@Nullable RestoreWeights restored) {

    static TrainingState of(RunSpec spec, int attempt, Engine engine, Standing standing) {
        return new TrainingState(
                spec,
                attempt,
                standing.progress(),
                standing.learningRate(),
                engine.threads(),
                engine.device(),
                standing.metrics(),
                standing.callbacks(),
                standing.orders(),
                standing.restored());
    }
}
