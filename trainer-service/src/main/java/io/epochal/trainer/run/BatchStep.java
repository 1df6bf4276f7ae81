package io.epochal.trainer.run;

import io.epochal.protocol.Ask;
import io.epochal.protocol.Command;
import io.epochal.trainer.run.barrier.Barriers;
import io.epochal.trainer.run.barrier.Reports;
import io.epochal.trainer.run.barrier.Trials;
import io.epochal.trainer.run.barrier.UserCommands;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.checkpoint.Savepoints;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * One step of an epoch: trains a batch, looks for a verdict that is late, asks for one that is due, answers the user's commands, and
 * saves by time. A run that is paused only answers commands. Whatever of this has to know what the batch gave reads it; where there is
 * nothing to do, it is read later, see {@link BatchTraining}.
 */
record BatchStep(
        Engine engine,
        BatchTraining training,
        Savepoints savepoints,
        Reports reports,
        UserCommands commands,
        Trials trials,
        Barriers barriers)
        implements Situation.Handler<Situation, IOException> {
    private static final Duration WHILE_PAUSED = Duration.ofMillis(50);

    @Override
    public Situation decided(Situation.Decided now) throws IOException {
        if (now.state().paused()) {
            LockSupport.parkNanos(WHILE_PAUSED.toNanos());
            return commands.answer(now);
        }
        RunState trained = training.train(now.state());
        return mustKnow(trained) ? behind(now.with(training.read(trained))) : now.with(trained);
    }

    /** Whether anything here depends on what the batch gave, besides its publishing. */
    private boolean mustKnow(RunState state) {
        Ask ask = state.directives().ask();
        return training.isDue()
                || isLast(state)
                || ask.atNonFiniteLoss()
                || ask.wants(state.step(), 0)
                || isSaveDue(state)
                || commands.areWaiting(state);
    }

    /** A trial ends at the first loss that is not finite, so it has to know each. */
    @Override
    public Situation onTrial(Situation.OnTrial now) throws IOException {
        RunState state = training.readOnTrial(training.train(now.state()), now.trial());
        Situation.OnTrial trained = now.with(state);
        // A trial ends with its epoch, and the verdict may want to be asked at this very batch.
        Situation looked = isLast(state) ? trials.settle(trained) : trials.look(trained);
        return looked.whenDecided(this::behind);
    }

    @Override
    public Situation voided(Situation.Void now) {
        return now;
    }

    @Override
    public Situation finished(Situation.Finished now) {
        return now;
    }

    /** The same, where all is known that batches gave. */
    Situation known(Situation now) {
        return now.with(training.read(now.state()));
    }

    private boolean isLast(RunState state) {
        return state.position().batch() == engine.stepsIn(state.epoch());
    }

    private Situation behind(Situation.Decided now) throws IOException {
        RunState state = now.state();
        double loss = state.position().means().meanLoss();
        boolean asks = state.directives().ask().wants(state.step(), loss);
        Situation asked = asks ? barriers.atBatch(state) : now;
        return commands.answer(asked).whenDecided(this::saved);
    }

    private boolean isSaveDue(RunState state) {
        Command.SaveEvery every = state.directives().saveEvery();
        return every != null && savepoints.due(every.seconds());
    }

    private Situation saved(Situation.Decided now) throws IOException {
        RunState state = now.state();
        Command.SaveEvery every = state.directives().saveEvery();
        if (every != null && isSaveDue(state)) {
            savepoints.awaitSummaries();
            long sequence = reports.checkpointTaken(state);
            Savepoint savepoint = savepoints.at(state, ResumePoint.BETWEEN_BATCHES, sequence, 0);
            savepoint.save(new Command.SaveCheckpoint(every.name()));
            savepoint.finish(state.directives().retain());
        }
        return now;
    }
}
