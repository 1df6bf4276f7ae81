package io.epochal.trainer.run.state;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.Verdict;

/**
 * That a run continues although the verdict on its last barrier event is missing. It trains what it would train if the verdict changed
 * nothing; whether that was right is known when the verdict comes. Until then the trial publishes nothing but batches.
 *
 * <pre>
 *   barrier ─▶ no verdict in time ─▶ trial: batches ... ─▶ verdict ─┬─▶ confirms it: as if it had come in time
 *                                                                   └─▶ voids it: the next attempt resumes from the barrier
 * </pre>
 *
 * @param sequence of the barrier event
 * @param since when it was published, as {@link System#nanoTime} has it
 * @param before where the run was at that event
 */
public record Trial(long sequence, long since, RunState before) {
    /** Whether no batch has been trained since. */
    public boolean beganAt(RunState now) {
        return now.step() == before.step();
    }

    /**
     * Whether nothing more may be trained on trial: at the first loss that is not finite, and at the step that the verdict before the
     * missing one named, because the missing one most likely names it too.
     */
    public boolean endsAt(RunState now) {
        Long due = before.directives().ask().atStep();
        boolean asked = due != null && due > before.step() && now.step() >= due;
        return asked || !Double.isFinite(now.position().means().meanLoss());
    }

    /**
     * Whether what was trained up to now is what this verdict would have had trained.
     *
     * @param scheduled whether a schedule sets the learning rate of every batch
     */
    public boolean isConfirmedBy(Verdict verdict, RunState now, boolean scheduled) {
        if (beganAt(now)) {
            return true;
        }
        Ask ask = verdict.ask();
        boolean passed = ask.atStep() != null && ask.atStep() < now.step();
        return !passed
                && verdict.commands().stream().allMatch(command -> command.accept(new InHindsight(before, scheduled)));
    }

    /** Whether a command can be applied late: the batches that were trained since would have been the same. */
    private record InHindsight(RunState before, boolean scheduled) implements Command.Handler<Boolean> {
        @Override
        public Boolean stopTraining(Command.StopTraining command) {
            return false;
        }

        @Override
        public Boolean cancelRun(Command.CancelRun command) {
            return false;
        }

        @Override
        public Boolean pauseTraining(Command.PauseTraining command) {
            return false;
        }

        @Override
        public Boolean resumeTraining(Command.ResumeTraining command) {
            return false;
        }

        @Override
        public Boolean failRun(Command.FailRun command) {
            return false;
        }

        /** A scheduler that sets the same rate again changes nothing. */
        @Override
        public Boolean setLearningRate(Command.SetLearningRate command) {
            return !scheduled && (float) command.value() == before.learningRate();
        }

        @Override
        public Boolean replaceCallbacks(Command.ReplaceCallbacks command) {
            return false;
        }

        @Override
        public Boolean evaluateOn(Command.EvaluateOn command) {
            return command.weights() == before.directives().evaluateOn();
        }

        @Override
        public Boolean saveCheckpoint(Command.SaveCheckpoint command) {
            return true;
        }

        @Override
        public Boolean saveEvery(Command.SaveEvery command) {
            return true;
        }

        @Override
        public Boolean restoreWeights(Command.RestoreWeights command) {
            return false;
        }

        @Override
        public Boolean recordBatches(Command.RecordBatches command) {
            return before.directives().recordEvery() > 0 && before.directives().recordEvery() <= command.every();
        }

        @Override
        public Boolean summarizeWeights(Command.SummarizeWeights command) {
            return true;
        }
    }
}
