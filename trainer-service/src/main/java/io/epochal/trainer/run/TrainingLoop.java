package io.epochal.trainer.run;

import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunStatus;
import io.epochal.trainer.run.barrier.Barriers;
import io.epochal.trainer.run.barrier.Reports;
import io.epochal.trainer.run.barrier.Trials;
import io.epochal.trainer.run.barrier.UserCommands;
import io.epochal.trainer.run.checkpoint.Fence;
import io.epochal.trainer.run.checkpoint.ResumedCheckpoint;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.checkpoint.Savepoints;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.Termination;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Trains epoch after epoch, as {@code keras/src/backend/tensorflow/trainer.py} does, until the epochs are over or a command stops it.
 *
 * <pre>
 *   RunStarted ─▶ verdict ─▶ ┌ batch ─▶ BatchEnded ─▶ the user's commands ┐ ─▶ validate ─▶ EpochEnded ─▶ verdict ─▶ ...
 *                            └── [if a verdict asked for it ─▶ BatchReached ─▶ verdict] ─▶ next batch
 * </pre>
 *
 * The loop waits only for verdicts, and not for long: see {@link Trials}. It does not know what a callback is. A checkpoint is saved
 * where the loop waits, so an attempt that resumes from it asks the same question again and gets the same verdict.
 *
 * @param reached told the state of each epoch that was validated
 * @param leaving whether this trainer is to release the run
 */
record TrainingLoop(
        RunRequested request,
        Engine engine,
        Fence fence,
        Savepoints savepoints,
        Reports reports,
        UserCommands commands,
        Trials trials,
        Barriers barriers,
        BatchStep batches,
        EpochEnd epochs,
        Consumer<RunState> reached,
        BooleanSupplier leaving) {
    /**
     * Returns when no batch is to be trained any more; that is a value, not an exception. A run that is not finished is left to
     * another attempt, which is this trainer's own next one after a trial that is void.
     *
     * @param from what to resume from; empty for the beginning
     */
    Situation train(Optional<ResumedCheckpoint> from) throws IOException {
        Situation now = from.isPresent() ? resume(from.get()) : begin();
        reached.accept(now.state());
        while (goesOn(now) && epochsLeft(now.state())) {
            now = epoch(now);
            reached.accept(now.state());
        }
        return trials.settle(now).accept(new End(this));
    }

    private Situation begin() throws IOException {
        Situation start = commands.cancelledInQueue(RunState.atStart(request));
        return start.whenDecided(now -> {
            engine.setLearningRate(now.state().learningRate());
            return barriers.atStart(now.state(), request.from());
        });
    }

    private Situation resume(ResumedCheckpoint from) throws IOException {
        engine.setLearningRate(from.saved().state().learningRate());
        reports.resumed(from);
        Situation now = barriers.again(from);
        return from.saved().point() == ResumePoint.EPOCH_ENDED ? now : ended(commands.answer(now), System.nanoTime());
    }

    private Situation epoch(Situation before) throws IOException {
        // A run that is paused trains nothing on trial.
        Situation now = before.whenOnTrial(trial -> trial.state().paused() ? trials.settle(trial) : trial);
        return goesOn(now) ? trained(now.with(atNextBatch(now.state()))) : now;
    }

    private Situation trained(Situation begun) throws IOException {
        long start = System.nanoTime();
        Situation now = begun;
        engine.beginEpoch(now.state().epoch());
        while (goesOn(now)
                && now.state().position().batch() < engine.stepsIn(now.state().epoch())) {
            now = now.accept(batches);
        }
        return ended(batches.known(now), start);
    }

    private Situation ended(Situation now, long start) throws IOException {
        return now.state().isEpochOver(engine.stepsIn(now.state().epoch())) ? epochs.end(now, start) : now;
    }

    private boolean goesOn(Situation now) {
        return now.trains() && !leaving.getAsBoolean();
    }

    private RunState atNextBatch(RunState state) {
        return state.at(state.position().atNextBatch(engine.stepsIn(Math.max(0, state.epoch()))));
    }

    private boolean epochsLeft(RunState state) {
        return atNextBatch(state).epoch() < request.spec().epochs();
    }

    /** Saves a checkpoint here and now, which the next attempt resumes from. */
    private Situation suspended(RunState state) throws IOException {
        if (!fence.superseded()) {
            savepoints.awaitSummaries();
            long sequence = reports.suspended(state);
            Savepoint savepoint = savepoints.at(state, ResumePoint.BETWEEN_BATCHES, sequence, 0);
            savepoint.save();
            savepoint.finish(state.directives().retain());
        }
        return Situation.of(state);
    }

    /** What the run is left as. */
    private record End(TrainingLoop loop) implements Situation.Handler<Situation, IOException> {
        @Override
        public Situation decided(Situation.Decided now) throws IOException {
            RunState state = now.state();
            if (loop.epochsLeft(state)) {
                return loop.suspended(loop.atNextBatch(state));
            }
            String reason = "all " + loop.request.spec().epochs() + " epochs were trained";
            return Situation.of(state.terminated(new Termination(RunStatus.COMPLETED, reason)));
        }

        /** The next attempt resumes from the checkpoint at which the trial began. */
        @Override
        public Situation onTrial(Situation.OnTrial now) {
            var unused = loop.reports.suspended(now.trial().before());
            loop.trials.leave(now.trial());
            return now;
        }

        @Override
        public Situation voided(Situation.Void now) {
            return now;
        }

        @Override
        public Situation finished(Situation.Finished now) {
            return now;
        }
    }
}
