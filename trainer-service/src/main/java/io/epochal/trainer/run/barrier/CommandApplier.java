package io.epochal.trainer.run.barrier;

import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import io.epochal.trainer.run.checkpoint.SaveFailures;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.checkpoint.Savepoints;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Termination;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Applies one command where a run is. The only place where commands take effect. */
public record CommandApplier(Engine engine, Savepoints savepoints, SaveFailures failures) {
    /** Returns the state of the run behind it. */
    RunState apply(Command command, RunState state, Savepoint at) throws IOException {
        try {
            return command.accept(new Application(this, state, at));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private record Application(CommandApplier tools, RunState state, Savepoint at)
            implements Command.Handler<RunState> {
        @Override
        public RunState stopTraining(Command.StopTraining command) {
            return state.terminated(new Termination(RunStatus.STOPPED_EARLY, command.reason()));
        }

        @Override
        public RunState cancelRun(Command.CancelRun command) {
            return state.terminated(new Termination(RunStatus.CANCELLED, command.reason()));
        }

        @Override
        public RunState pauseTraining(Command.PauseTraining command) {
            return state.paused(true);
        }

        @Override
        public RunState resumeTraining(Command.ResumeTraining command) {
            return state.paused(false);
        }

        @Override
        public RunState failRun(Command.FailRun command) {
            return state.terminated(new Termination(RunStatus.FAILED, command.reason()));
        }

        @Override
        public RunState setLearningRate(Command.SetLearningRate command) {
            float rate = (float) command.value();
            tools.engine.setLearningRate(rate);
            return state.withLearningRate(rate);
        }

        /** A user's command of this type never comes here: see {@link CallbackReplacement}. */
        @Override
        public RunState replaceCallbacks(Command.ReplaceCallbacks command) {
            return state.terminated(new Termination(RunStatus.FAILED, "a callback cannot replace the callbacks"));
        }

        @Override
        public RunState evaluateOn(Command.EvaluateOn command) {
            return state.with(state.directives().evaluatingOn(command.weights()));
        }

        @Override
        public RunState saveCheckpoint(Command.SaveCheckpoint command) {
            at.save(command);
            return state;
        }

        @Override
        public RunState saveEvery(Command.SaveEvery command) {
            boolean valid = tools.failures
                    .normalized(new Command.SaveCheckpoint(command.name()))
                    .isPresent();
            return valid ? state.with(state.directives().saving(command)) : state;
        }

        @Override
        public RunState restoreWeights(Command.RestoreWeights command) {
            try {
                tools.savepoints.restore(command);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return state.withRestored(command);
        }

        @Override
        public RunState recordBatches(Command.RecordBatches command) {
            return state.with(state.directives().recording(command.every()));
        }

        @Override
        public RunState summarizeWeights(Command.SummarizeWeights command) {
            at.summarize(command);
            return state;
        }
    }
}
