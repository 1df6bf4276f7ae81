package io.epochal.trainer.run;

import io.epochal.trainer.run.barrier.Barriers;
import io.epochal.trainer.run.barrier.TestBarriers;
import io.epochal.trainer.run.barrier.Trials;
import io.epochal.trainer.run.barrier.UserCommands;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.checkpoint.ResumedCheckpoint;
import io.epochal.trainer.run.checkpoint.TestAttempt;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.FakeSupervisor;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Situation;
import io.epochal.trainer.run.state.TestStates;
import io.epochal.trainer.run.state.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What trains a run of four epochs of three batches, put together as an attempt does. */
final class TestLoop implements AutoCloseable {
    /** A verdict that has not come by now is late. */
    private static final VerdictTimeouts AT_ONCE = new VerdictTimeouts(Duration.ZERO, Optional.empty());

    final TestBarriers parts = new TestBarriers();
    final TestAttempt attempt = parts.attempt;
    final FakeEngine engine = attempt.engine;
    final FakeSupervisor supervisor = parts.supervisor;
    final List<RunState> reached = new ArrayList<>();
    final Trials trials = parts.trials(AT_ONCE);
    final ScheduledRate rate = new ScheduledRate(TestStates.SPEC, engine);
    final Barriers barriers = new Barriers(attempt.savepoints, parts.reports, parts.verdicts(false));
    final UserCommands commands = parts.commands();
    final BatchTraining training =
            new BatchTraining(engine, MetricsInterval.DEFAULT, rate, supervisor, parts.reports, parts.open);
    final BatchStep batches =
            new BatchStep(engine, training, attempt.savepoints, parts.reports, commands, trials, barriers);
    final EpochEnd epochs = new EpochEnd(engine, rate, trials, barriers, reached::add);
    final TrainingLoop loop = loop(reached::add);

    /** The loop, which tells this listener the states that it reaches. */
    TrainingLoop loop(Consumer<RunState> listener) {
        return new TrainingLoop(
                TestStates.REQUEST,
                engine,
                attempt.store.fence(),
                attempt.savepoints,
                parts.reports,
                commands,
                trials,
                barriers,
                batches,
                new EpochEnd(engine, rate, trials, barriers, listener),
                listener,
                () -> parts.leaving);
    }

    /** On trial since this state, at the event of this sequence. */
    Situation.OnTrial onTrial(long sequence, RunState before) {
        Trial trial = new Trial(sequence, System.nanoTime(), before);
        return parts.begin(trial, trials);
    }

    /** A checkpoint of this state, by the attempt that is under way. */
    ResumedCheckpoint saved(RunState state, ResumePoint point) throws IOException {
        var savepoint = attempt.savepoints.at(state, point, 0, 1.5);
        savepoint.save();
        savepoint.finish(Set.of());
        attempt.savepoints.drain();
        supervisor.events.clear();
        return ResumedCheckpoint.read(
                attempt.checkpoints, attempt.checkpoints.newest().checkpoint().orElseThrow(), TestStates.REQUEST);
    }

    @Override
    public void close() {
        attempt.close();
    }
}
