package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.run.barrier.Barriers;
import io.epochal.trainer.run.barrier.OpenTrials;
import io.epochal.trainer.run.barrier.Reports;
import io.epochal.trainer.run.barrier.Trials;
import io.epochal.trainer.run.barrier.UserCommands;
import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.checkpoint.Savepoints;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.TrainingPosition;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * One step of an epoch: trains a batch and reports it, looks for a verdict that is late, asks for one that is due, answers the user's
 * commands, and saves by time. A run that is paused only answers commands.
 */
record BatchStep(
        RunSpec spec,
        Engine engine,
        ScheduledRate learningRate,
        Supervisor supervisor,
        Savepoints savepoints,
        Reports reports,
        UserCommands commands,
        OpenTrials open,
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
        long start = System.nanoTime();
        RunState trained = train(now.state());
        return new Trained(this, seconds(start)).decided(now.with(trained));
    }

    @Override
    public Situation onTrial(Situation.OnTrial now) throws IOException {
        long start = System.nanoTime();
        Situation.OnTrial trained = now.with(train(now.state()));
        Trained behind = new Trained(this, seconds(start));
        // A trial ends with its epoch, and the verdict may want to be asked at this very batch.
        boolean last = trained.state().position().batch()
                == engine.stepsIn(trained.state().epoch());
        return (last ? trials.settle(trained) : trials.look(trained)).accept(behind);
    }

    @Override
    public Situation voided(Situation.Void now) {
        return now;
    }

    @Override
    public Situation finished(Situation.Finished now) {
        return now;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private RunState train(RunState before) throws IOException {
        RunState now = learningRate.scheduled(before);
        TrainingPosition position = now.position();
        Engine.Batch batch = engine.trainBatch(
                position.batch(), position.step(), position.means().metrics());
        TrainingPosition next = position.afterBatch(batch.samples(), batch.meanLoss(), batch.counted());
        RunState trained = now.at(next)
                .withMetrics(
                        engine.metrics(next.means().meanLoss(), next.means().metrics()));
        supervisor.report(new Supervisor.BatchReport(
                trained.epoch(),
                trained.lastBatch(),
                trained.step(),
                batch.meanLoss(),
                trained.metrics(),
                trained.learningRate()));
        return trained;
    }

    /**
     * What follows a batch that was trained.
     *
     * @param seconds that the batch took
     */
    private record Trained(BatchStep step, double seconds) implements Situation.Handler<Situation, IOException> {
        @Override
        public Situation decided(Situation.Decided now) throws IOException {
            RunState state = now.state();
            if (state.directives().records(state.step())) {
                step.reports.batchRecorded(state, seconds);
            }
            double loss = state.position().means().meanLoss();
            boolean asks = state.directives().ask().wants(state.step(), loss);
            Situation asked = asks ? step.barriers.atBatch(state) : now;
            return step.commands.answer(asked).whenDecided(step::saved);
        }

        /** Whether the batch was right is not known yet. */
        @Override
        public Situation onTrial(Situation.OnTrial now) {
            RunState state = now.state();
            if (state.directives().records(state.step())) {
                step.open.defer(now.trial(), () -> step.reports.batchRecorded(state, seconds));
            }
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

    private Situation saved(Situation.Decided now) throws IOException {
        RunState state = now.state();
        Command.SaveEvery every = state.directives().saveEvery();
        if (every != null && savepoints.due(every.seconds())) {
            savepoints.awaitSummaries();
            long sequence = reports.checkpointTaken(state);
            Savepoint savepoint = savepoints.at(state, ResumePoint.BETWEEN_BATCHES, sequence, 0);
            savepoint.save(new Command.SaveCheckpoint(every.name()));
            savepoint.finish(state.directives().retain());
        }
        return now;
    }
}
