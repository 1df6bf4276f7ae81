package io.epochal.protocol;

import io.epochal.protocol.field.SpecException;
import java.util.Optional;
import java.util.function.Supplier;

/** Why a user's command cannot be applied; empty for one that can. Which commands are for callbacks only is decided here. */
public interface CommandValidator extends Command.Handler<Optional<String>> {
    /** The answer to a command that only a callback can give. */
    Optional<String> callbacksOnly();

    @Override
    default Optional<String> stopTraining(Command.StopTraining command) {
        return Optional.empty();
    }

    @Override
    default Optional<String> cancelRun(Command.CancelRun command) {
        return Optional.empty();
    }

    @Override
    default Optional<String> pauseTraining(Command.PauseTraining command) {
        return Optional.empty();
    }

    @Override
    default Optional<String> resumeTraining(Command.ResumeTraining command) {
        return Optional.empty();
    }

    @Override
    default Optional<String> summarizeWeights(Command.SummarizeWeights command) {
        return Optional.empty();
    }

    @Override
    default Optional<String> setLearningRate(Command.SetLearningRate command) {
        boolean possible = Double.isFinite(command.value()) && command.value() >= 0;
        return possible
                ? Optional.empty()
                : Optional.of("value must be a number, 0 or more, such as 0.0005; found " + command.value());
    }

    /** Whether the callbacks are valid, the deciders know. */
    @Override
    default Optional<String> replaceCallbacks(Command.ReplaceCallbacks command) {
        return wrong(() -> CallbacksCheck.check("callbacks", command.callbacks()));
    }

    @Override
    default Optional<String> saveCheckpoint(Command.SaveCheckpoint command) {
        return wrong(() -> CheckpointPath.choose("name", command.name()));
    }

    private static Optional<String> wrong(Supplier<?> checked) {
        try {
            var unused = checked.get();
            return Optional.empty();
        } catch (SpecException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    @Override
    default Optional<String> failRun(Command.FailRun command) {
        return callbacksOnly();
    }

    @Override
    default Optional<String> evaluateOn(Command.EvaluateOn command) {
        return callbacksOnly();
    }

    @Override
    default Optional<String> saveEvery(Command.SaveEvery command) {
        return callbacksOnly();
    }

    @Override
    default Optional<String> restoreWeights(Command.RestoreWeights command) {
        return callbacksOnly();
    }

    @Override
    default Optional<String> recordBatches(Command.RecordBatches command) {
        return callbacksOnly();
    }
}
