package io.epochal.protocol;

import java.time.Instant;

/**
 * One batch was trained. On {@link Topic#BATCHES}, where the step takes the place of a sequence; no {@link TrainingEvent}.
 *
 * @param batch its place in the epoch, from 0
 * @param step the number of batches trained since the run began, this one included
 * @param loss this batch's mean loss
 * @param metrics running means over the epoch so far, weighted by samples
 * @param dropped how many batches before this one were not published because the buffer was full
 */
public record BatchEnded(
        String run,
        int attempt,
        Instant time,
        int epoch,
        int batch,
        long step,
        double loss,
        Metrics metrics,
        double learningRate,
        long dropped)
        implements RunEvent {
    @Override
    public String id() {
        return run + "/" + attempt + "/batches/" + step;
    }
}
