package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Does one command at one point of a run. The only place where commands become deeds. */
record CommandApplier(Engine engine, Point point, Standing standing) implements Command.Handler<Standing> {

    /** What a verdict says, command after command, each where the one before has left the run. */
    static Standing obeyed(Verdict verdict, Engine engine, Point point, Standing carrying) throws IOException {
        Standing standing = carrying;
        for (Command command : verdict.commands()) {
            standing = new CommandApplier(engine, point, standing).apply(command);
        }
        return standing;
    }

    Standing apply(Command command) throws IOException {
        try {
            return command.accept(this);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public Standing stopTraining(Command.StopTraining command) {
        return standing.ending(new Ending(RunStatus.STOPPED_EARLY, command.reason()));
    }

    @Override
    public Standing cancelRun(Command.CancelRun command) {
        return standing.ending(new Ending(RunStatus.CANCELLED, command.reason()));
    }

    @Override
    public Standing pauseTraining(Command.PauseTraining command) {
        return standing.paused(true);
    }

    @Override
    public Standing resumeTraining(Command.ResumeTraining command) {
        return standing.paused(false);
    }

    @Override
    public Standing failRun(Command.FailRun command) {
        return standing.ending(new Ending(RunStatus.FAILED, command.reason()));
    }

    @Override
    public Standing setLearningRate(Command.SetLearningRate command) {
        float rate = (float) command.value();
        engine.setLearningRate(rate);
        return standing.withLearningRate(rate);
    }

    /** A person's is not applied here: what comes of it is for the callback service to say. */
    @Override
    public Standing replaceCallbacks(Command.ReplaceCallbacks command) {
        return standing.ending(new Ending(RunStatus.FAILED, "a callback cannot replace the callbacks"));
    }

    @Override
    public Standing evaluateOn(Command.EvaluateOn command) {
        return standing.under(standing.orders().evaluatingOn(command.weights()));
    }

    @Override
    public Standing saveCheckpoint(Command.SaveCheckpoint command) {
        point.save(command);
        return standing;
    }

    @Override
    public Standing saveEvery(Command.SaveEvery command) {
        return point.allows(command) ? standing.under(standing.orders().saving(command)) : standing;
    }

    @Override
    public Standing restoreWeights(Command.RestoreWeights command) {
        try {
            point.restore(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return standing.withRestored(command);
    }

    @Override
    public Standing recordBatches(Command.RecordBatches command) {
        return standing.under(standing.orders().recording(command.every()));
    }

    @Override
    public Standing summarizeWeights(Command.SummarizeWeights command) {
        point.summarize(command);
        return standing;
    }
}
