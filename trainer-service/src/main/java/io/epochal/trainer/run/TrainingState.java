package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds beside the tensors: all that is needed to go on as if nothing had happened.
 *
 * @param attempt whose it is
 * @param sequence of the event at which it was taken; that one and what followed is said anew by whoever goes on
 * @param place what is to be done first
 * @param seconds that the epoch took, at an epoch's end
 * @param threads of the engine; another count gives other bits
 * @param callbacks as the barrier event at this point carries them: whoever resumes asks for the verdict again
 * @param answered ids of the requests that had been answered
 */
record TrainingState(
        RunSpec spec,
        int attempt,
        long sequence,
        Place place,
        double seconds,
        Progress progress,
        double learningRate,
        int threads,
        String device,
        Metrics metrics,
        List<Map<String, Object>> callbacks,
        Orders orders,
        Command.@Nullable RestoreWeights restored,
        @Nullable Ending ending,
        List<String> answered,
        boolean paused) {

    /** Where between two batches. */
    enum Place {
        BETWEEN_BATCHES,
        BATCH_REACHED,
        EPOCH_ENDED
    }

    /** Neither ended nor paused, where this attempt's end is taken back. */
    TrainingState after(RunRequested.TakenBack takenBack) {
        if (attempt > takenBack.attempt()) {
            return this;
        }
        List<String> over = Stream.concat(answered.stream(), takenBack.requests().stream())
                .distinct()
                .toList();
        return new TrainingState(
                spec,
                attempt,
                sequence,
                place,
                seconds,
                progress,
                learningRate,
                threads,
                device,
                metrics,
                callbacks,
                orders,
                restored,
                null,
                over,
                false);
    }

    Standing standing() {
        return new Standing(
                progress,
                (float) learningRate,
                metrics,
                callbacks,
                orders,
                restored,
                Optional.ofNullable(ending),
                answered,
                paused,
                Optional.empty());
    }
}
