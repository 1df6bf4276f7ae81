package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the commands so far have made of a replayed run. Applying a command gives the next value.
 *
 * @param epoch the one that is replayed, from 0
 * @param weightsFrom the epoch whose weights the model has; null before the first epoch has ended
 * @param stopped whether no further batch is trained
 * @param error why the run has failed; null while it has not
 */
record ReplayedRun(
        int epoch,
        float learningRate,
        List<Replay.Saved> saved,
        @Nullable Integer weightsFrom,
        boolean stopped,
        @Nullable String error)
        implements Command.Handler<ReplayedRun> {
    static ReplayedRun atStart(double learningRate) {
        return new ReplayedRun(0, (float) learningRate, List.of(), null, false, null);
    }

    boolean trains() {
        return !stopped && error == null;
    }

    ReplayedRun failed(@Nullable String reason) {
        return new ReplayedRun(epoch, learningRate, saved, weightsFrom, stopped, reason);
    }

    ReplayedRun inEpoch(int next) {
        return new ReplayedRun(next, learningRate, saved, weightsFrom, stopped, error);
    }

    ReplayedRun withWeightsFrom(int ended) {
        return new ReplayedRun(epoch, learningRate, saved, ended, stopped, error);
    }

    private ReplayedRun ended() {
        return new ReplayedRun(epoch, learningRate, saved, weightsFrom, true, error);
    }

    @Override
    public ReplayedRun stopTraining(Command.StopTraining command) {
        return ended();
    }

    @Override
    public ReplayedRun cancelRun(Command.CancelRun command) {
        return ended();
    }

    @Override
    public ReplayedRun failRun(Command.FailRun command) {
        return failed(command.reason());
    }

    /** As a trainer does: only users may ask for it. */
    @Override
    public ReplayedRun replaceCallbacks(Command.ReplaceCallbacks command) {
        return failed("a callback cannot replace the callbacks");
    }

    @Override
    public ReplayedRun setLearningRate(Command.SetLearningRate command) {
        return new ReplayedRun(epoch, (float) command.value(), saved, weightsFrom, stopped, error);
    }

    @Override
    public ReplayedRun saveCheckpoint(Command.SaveCheckpoint command) {
        Stream<Replay.Saved> all = Stream.concat(saved.stream(), Stream.of(new Replay.Saved(epoch, command.name())));
        return new ReplayedRun(epoch, learningRate, all.toList(), weightsFrom, stopped, error);
    }

    @Override
    public ReplayedRun restoreWeights(Command.RestoreWeights command) {
        return withWeightsFrom(command.epoch());
    }

    // The measurements are given and time does not pass, so what follows has no effect on a replayed run.

    @Override
    public ReplayedRun pauseTraining(Command.PauseTraining command) {
        return this;
    }

    @Override
    public ReplayedRun resumeTraining(Command.ResumeTraining command) {
        return this;
    }

    @Override
    public ReplayedRun evaluateOn(Command.EvaluateOn command) {
        return this;
    }

    @Override
    public ReplayedRun saveEvery(Command.SaveEvery command) {
        return this;
    }

    @Override
    public ReplayedRun recordBatches(Command.RecordBatches command) {
        return this;
    }

    @Override
    public ReplayedRun summarizeWeights(Command.SummarizeWeights command) {
        return this;
    }
}
