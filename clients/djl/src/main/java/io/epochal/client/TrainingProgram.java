package io.epochal.client;

import io.epochal.client.TrainerCommand.RestoreWeights;
import io.epochal.client.TrainerCommand.SaveCheckpoint;
import io.epochal.client.TrainerCommand.SetLearningRate;
import io.epochal.client.TrainerCommand.SummarizeWeights;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** What a program does at the commands that a client cannot obey alone. All calls come on the training thread, between two batches. */
public interface TrainingProgram {
    /**
     * The types of commands that it obeys, of {@code SetLearningRate}, {@code SaveCheckpoint}, {@code RestoreWeights} and
     * {@code SummarizeWeights}; who saves checkpoints obeys {@code SaveEvery}, too. A callback that needs another one is refused when
     * the program attaches.
     */
    default Set<String> capabilities() {
        return Set.of("SetLearningRate");
    }

    /** Uses the rate at the next step. A loop that takes {@link AttachedRun#learningRate} for each step has nothing to do here. */
    default void setLearningRate(SetLearningRate command) throws CommandRefusedException {}

    /**
     * Saves the state as it is now.
     *
     * @param state to be stored beside the weights
     */
    default SavedCheckpoint save(SaveCheckpoint command, ResumeFrom state) throws CommandRefusedException, IOException {
        throw new CommandRefusedException("this program saves no checkpoints");
    }

    /** Puts the weights of an epoch back. */
    default void restore(RestoreWeights command) throws CommandRefusedException, IOException {
        throw new CommandRefusedException("this program keeps no weights");
    }

    /**
     * The weights as they are now.
     *
     * @return the values of each, by its path, such as {@code mlp/01Linear_weight}
     */
    default Map<String, float[]> weights(SummarizeWeights command) throws CommandRefusedException {
        throw new CommandRefusedException("this program shows no weights");
    }

    /**
     * Keeps copies of the weights of these epochs and of no others.
     *
     * @param ended the epoch whose end the weights stand at now; -1 where they are those of no epoch's end
     */
    default void retain(int ended, Set<Integer> epochs) {}
}
