package io.epochal.callback.api;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandValidator;
import java.util.List;
import java.util.Optional;

/**
 * Why people cannot ask for a command; empty for one that they can. The trainer has the last word: what depends on the run, such as
 * a learning rate that is scheduled, it answers in the run's events.
 */
final class Askable implements CommandValidator {
    /** Types of commands that people may send. */
    static final List<String> TYPES = List.of(
            "CancelRun",
            "PauseTraining",
            "ReplaceCallbacks",
            "ResumeTraining",
            "SaveCheckpoint",
            "SetLearningRate",
            "StopTraining",
            "SummarizeWeights");

    private static final Optional<String> CALLBACKS_ONLY =
            Optional.of("only a callback can ask for this; people can send " + String.join(", ", TYPES));

    @Override
    public Optional<String> callbacksOnly() {
        return CALLBACKS_ONLY;
    }

    @Override
    public Optional<String> stopTraining(Command.StopTraining command) {
        return Said.wrong("reason", command.reason(), Said.MOST_REASON);
    }

    @Override
    public Optional<String> cancelRun(Command.CancelRun command) {
        return Said.wrong("reason", command.reason(), Said.MOST_REASON);
    }
}
