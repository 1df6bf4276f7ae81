package io.epochal.trainer.run;

import io.epochal.checkpoint.ObjectStore;
import io.epochal.trainer.run.barrier.VerdictTimeouts;
import io.epochal.trainer.run.checkpoint.LastResort;
import io.epochal.trainer.run.claim.Claims;
import io.epochal.trainer.run.claim.UnfinishedRuns;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.Supervisor;

/** A trainer with everything but what a test replaces. */
final class TestTrainer {
    private TestTrainer() {}

    static RunTrainer of(
            Engine.Factory engines,
            Supervisor.Factory supervisors,
            ObjectStore store,
            VerdictTimeouts timeouts,
            LastResort lastResort) {
        return of(engines, supervisors, store, timeouts, lastResort, MetricsInterval.DEFAULT);
    }

    static RunTrainer of(
            Engine.Factory engines,
            Supervisor.Factory supervisors,
            ObjectStore store,
            VerdictTimeouts timeouts,
            LastResort lastResort,
            MetricsInterval interval) {
        return new RunTrainer(
                new AttemptFactory(engines, timeouts, lastResort, interval),
                supervisors,
                new Claims(store, "test"),
                new UnfinishedRuns(store));
    }
}
