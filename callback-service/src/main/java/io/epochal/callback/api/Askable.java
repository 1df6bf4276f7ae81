package io.epochal.callback.api;

import io.epochal.protocol.Command;
import io.epochal.protocol.PeoplesRequests;
import java.util.List;
import java.util.Optional;

/**
 * Why people cannot ask for a command; empty for one that they can. The trainer has the last word: what depends on the run, such as
 * a learning rate that is scheduled, it answers in the run's events.
 */
final class Askable implements PeoplesRequests {
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
    public Optional<String> setLearningRate(Command.SetLearningRate command) {
        boolean possible = Double.isFinite(command.value()) && command.value() >= 0;
        return possible
                ? Optional.empty()
                : Optional.of("value must be a number, 0 or more, such as 0.0005; found " + command.value());
    }

    @Override
    public Optional<String> replaceCallbacks(Command.ReplaceCallbacks command) {
        boolean typed = command.callbacks().stream().allMatch(one -> one.get("type") instanceof String);
        return typed ? Optional.empty() : Optional.of("each of callbacks must have a type, such as EarlyStopping");
    }

    @Override
    public Optional<String> saveCheckpoint(Command.SaveCheckpoint command) {
        return command.name().isBlank()
                ? Optional.of("name must be a text that the checkpoint can be loaded by; found nothing")
                : Optional.empty();
    }
}
