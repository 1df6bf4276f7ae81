package io.epochal.callback.page.view;

import io.epochal.callback.page.view.ChartMark.Kind;
import io.epochal.protocol.Command;
import java.util.Optional;

/** Which commands are marked on a run's curves; empty for one that is not. */
final class MarkKind implements Command.Handler<Optional<Kind>> {
    @Override
    public Optional<Kind> stopTraining(Command.StopTraining command) {
        return Optional.of(Kind.STOP);
    }

    @Override
    public Optional<Kind> cancelRun(Command.CancelRun command) {
        return Optional.of(Kind.STOP);
    }

    @Override
    public Optional<Kind> failRun(Command.FailRun command) {
        return Optional.of(Kind.STOP);
    }

    @Override
    public Optional<Kind> pauseTraining(Command.PauseTraining command) {
        return Optional.of(Kind.PAUSE);
    }

    @Override
    public Optional<Kind> resumeTraining(Command.ResumeTraining command) {
        return Optional.of(Kind.PAUSE);
    }

    @Override
    public Optional<Kind> setLearningRate(Command.SetLearningRate command) {
        return Optional.of(Kind.RATE);
    }

    @Override
    public Optional<Kind> replaceCallbacks(Command.ReplaceCallbacks command) {
        return Optional.of(Kind.CALLBACKS);
    }

    @Override
    public Optional<Kind> saveCheckpoint(Command.SaveCheckpoint command) {
        return Optional.of(Kind.SAVE);
    }

    @Override
    public Optional<Kind> restoreWeights(Command.RestoreWeights command) {
        return Optional.of(Kind.RESTORE);
    }

    @Override
    public Optional<Kind> evaluateOn(Command.EvaluateOn command) {
        return Optional.empty();
    }

    @Override
    public Optional<Kind> saveEvery(Command.SaveEvery command) {
        return Optional.empty();
    }

    @Override
    public Optional<Kind> recordBatches(Command.RecordBatches command) {
        return Optional.empty();
    }

    @Override
    public Optional<Kind> summarizeWeights(Command.SummarizeWeights command) {
        return Optional.empty();
    }
}
