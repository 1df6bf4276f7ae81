package io.epochal.callback.api.commands;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandValidator;
import java.util.List;
import java.util.Optional;

/**
 * Why users cannot send a command; empty for one that they can send. The trainer decides what depends on the run, such as
 * a learning rate that is scheduled, and answers in the run's events.
 */
public final class UserCommandValidator implements CommandValidator {
    /** Types of commands that users may send. */
    public static final List<String> TYPES = List.of(
            "CancelRun",
            "PauseTraining",
            "ReplaceCallbacks",
            "ResumeTraining",
            "SaveCheckpoint",
            "SetLearningRate",
            "StopTraining",
            "SummarizeWeights");

    private static final Optional<String> CALLBACKS_ONLY =
            Optional.of("only a callback can send this; users can send " + String.join(", ", TYPES));

    @Override
    public Optional<String> callbacksOnly() {
        return CALLBACKS_ONLY;
    }

    @Override
    public Optional<String> stopTraining(Command.StopTraining command) {
        return UserText.problem("reason", command.reason(), UserText.MOST_REASON);
    }

    @Override
    public Optional<String> cancelRun(Command.CancelRun command) {
        return UserText.problem("reason", command.reason(), UserText.MOST_REASON);
    }
}
