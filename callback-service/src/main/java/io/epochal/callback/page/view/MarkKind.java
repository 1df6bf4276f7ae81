package io.epochal.callback.page.view;

import io.epochal.callback.page.view.ChartMark.Kind;
import io.epochal.protocol.Command;
import org.jspecify.annotations.Nullable;

/** Which commands are marked on a run's curves; null for one that is not. */
final class MarkKind implements Command.Handler<@Nullable Kind> {
    @Override
    public Kind stopTraining(Command.StopTraining command) {
        return Kind.STOP;
    }

    @Override
    public Kind cancelRun(Command.CancelRun command) {
        return Kind.STOP;
    }

    @Override
    public Kind failRun(Command.FailRun command) {
        return Kind.STOP;
    }

    @Override
    public Kind pauseTraining(Command.PauseTraining command) {
        return Kind.PAUSE;
    }

    @Override
    public Kind resumeTraining(Command.ResumeTraining command) {
        return Kind.PAUSE;
    }

    @Override
    public Kind setLearningRate(Command.SetLearningRate command) {
        return Kind.RATE;
    }

    @Override
    public Kind replaceCallbacks(Command.ReplaceCallbacks command) {
        return Kind.CALLBACKS;
    }

    @Override
    public Kind saveCheckpoint(Command.SaveCheckpoint command) {
        return Kind.SAVE;
    }

    @Override
    public Kind restoreWeights(Command.RestoreWeights command) {
        return Kind.RESTORE;
    }

    @Override
    public @Nullable Kind evaluateOn(Command.EvaluateOn command) {
        return null;
    }

    @Override
    public @Nullable Kind saveEvery(Command.SaveEvery command) {
        return null;
    }

    @Override
    public @Nullable Kind recordBatches(Command.RecordBatches command) {
        return null;
    }

    @Override
    public @Nullable Kind summarizeWeights(Command.SummarizeWeights command) {
        return null;
    }
}
