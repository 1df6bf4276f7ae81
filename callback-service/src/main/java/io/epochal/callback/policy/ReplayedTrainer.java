package io.epochal.callback.policy;

import io.epochal.protocol.Command;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer would be after the commands of a replay. Each command says its effect, so that a new one does not compile
 * without.
 */
final class ReplayedTrainer implements Command.Handler<Runnable> {
    private static final Runnable NO_EFFECT = () -> {};

    private final List<Replay.Saved> saved = new ArrayList<>();
    private int epoch;
    private float rate;
    private boolean stopped;
    private @Nullable String error;
    private @Nullable Integer weightsFrom;

    ReplayedTrainer(float rate) {
        this.rate = rate;
    }

    /** Has the effect of the commands of one verdict, which was given in this epoch. */
    void apply(List<Command> commands, int inEpoch) {
        epoch = inEpoch;
        commands.forEach(command -> command.accept(this).run());
    }

    /** An epoch has been trained, and the model has its weights. */
    void trained(int inEpoch) {
        weightsFrom = inEpoch;
    }

    void fail(@Nullable String reason) {
        error = String.valueOf(reason);
    }

    float rate() {
        return rate;
    }

    boolean isStopped() {
        return stopped;
    }

    boolean hasFailed() {
        return error != null;
    }

    @Nullable
    String error() {
        return error;
    }

    /** Whose weights the model has; null before an epoch was trained. */
    @Nullable
    Integer weightsFrom() {
        return weightsFrom;
    }

    List<Replay.Saved> saved() {
        return List.copyOf(saved);
    }

    @Override
    public Runnable setLearningRate(Command.SetLearningRate command) {
        return () -> rate = (float) command.value();
    }

    @Override
    public Runnable saveCheckpoint(Command.SaveCheckpoint command) {
        return () -> saved.add(new Replay.Saved(epoch, command.name()));
    }

    @Override
    public Runnable restoreWeights(Command.RestoreWeights command) {
        return () -> weightsFrom = command.epoch();
    }

    @Override
    public Runnable stopTraining(Command.StopTraining command) {
        return () -> stopped = true;
    }

    @Override
    public Runnable failRun(Command.FailRun command) {
        return () -> error = command.reason();
    }

    @Override
    public Runnable cancelRun(Command.CancelRun command) {
        return NO_EFFECT;
    }

    @Override
    public Runnable pauseTraining(Command.PauseTraining command) {
        return NO_EFFECT;
    }

    @Override
    public Runnable resumeTraining(Command.ResumeTraining command) {
        return NO_EFFECT;
    }

    @Override
    public Runnable replaceCallbacks(Command.ReplaceCallbacks command) {
        return NO_EFFECT;
    }

    @Override
    public Runnable evaluateOn(Command.EvaluateOn command) {
        return NO_EFFECT;
    }

    @Override
    public Runnable saveEvery(Command.SaveEvery command) {
        return NO_EFFECT;
    }

    @Override
    public Runnable recordBatches(Command.RecordBatches command) {
        return NO_EFFECT;
    }

    @Override
    public Runnable summarizeWeights(Command.SummarizeWeights command) {
        return NO_EFFECT;
    }
}
