package io.epochal.protocol;

import java.util.Optional;

/** Why a person's request cannot be obeyed; empty for one that can. Which commands are for callbacks only is decided here. */
public interface PeoplesRequests extends Command.Handler<Optional<String>> {
    /** What is said of a command that only a callback can give. */
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
