package io.epochal.trainer.run;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.protocol.Verdict;

/**
 * That a run goes on although the verdict on its last barrier event is not there. It trains what it would train if the verdict
 * brought nothing; whether that was right turns out when it comes. A trial says nothing in the event log before it stands.
 *
 * <pre>
 *   barrier ─▶ no verdict in time ─▶ trial: batches ... ─▶ verdict ─┬─▶ stands: as if it had been there all the time
 *                                                                   └─▶ void: a next attempt goes on from the barrier
 * </pre>
 *
 * @param sequence of the barrier event
 * @param since when it was published, as {@link System#nanoTime} has it
 * @param before where the run stood there
 * @param point what was copied there
 * @param unsaid what is to be said once the trial stands
 * @param isVoid whether the verdict has turned out to be another one
 */
record Trial(long sequence, long since, Standing before, Point point, Unsaid unsaid, boolean isVoid) {
    Trial(long sequence, long since, Standing before, Point point) {
        this(sequence, since, before, point, Unsaid.NOTHING, false);
    }

    Trial withUnsaid(Runnable event) {
        return new Trial(sequence, since, before, point, unsaid.and(event), false);
    }

    Trial asVoid() {
        return new Trial(sequence, since, before, point, unsaid, true);
    }

    /** Whether no batch has been trained since. */
    boolean began(Standing now) {
        return now.step() == before.step();
    }

    /**
     * Whether nothing more may be trained on trial: at the first loss that is not finite, and where the verdict before the missing
     * one wanted to be asked, the missing one most likely wants to be asked too.
     */
    boolean endsAt(Standing now) {
        Long due = before.orders().ask().atStep();
        boolean asked = due != null && due > before.step() && now.step() >= due;
        return asked || !Double.isFinite(now.progress().means().meanLoss());
    }

    /** Whether what was trained up to now is what this verdict would have had trained. */
    boolean standsUnder(Verdict verdict, Standing now, boolean scheduled) {
        if (began(now)) {
            return true;
        }
        Ask ask = verdict.ask();
        boolean passed = ask.atStep() != null && ask.atStep() < now.step();
        return !passed
                && verdict.commands().stream().allMatch(command -> command.accept(new InHindsight(before, scheduled)));
    }

    /** Whether a command can be obeyed when batches have been trained since it was due, because they would have been the same. */
    private record InHindsight(Standing before, boolean scheduled) implements Command.Handler<Boolean> {
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

        /** A scheduler that says the same rate again changes nothing. */
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
            return command.weights() == before.orders().evaluateOn();
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
            return before.orders().recordEvery() > 0 && before.orders().recordEvery() <= command.every();
        }

        @Override
        public Boolean summarizeWeights(Command.SummarizeWeights command) {
            return true;
        }
    }
}
