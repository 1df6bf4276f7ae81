package io.epochal.cli.timeline;

import io.epochal.callback.summary.RunDetails;
import io.epochal.callback.summary.RunPhase;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunRequested.TakenBack;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Topic;
import java.io.IOException;
import java.time.Instant;

/**
 * Resumes a run that was cancelled or has failed, as its next attempt.
 *
 * @param by who asks
 */
public record ResumeRun(RunDetails run, RunSpec spec, ObjectStore store, String by) {
    /**
     * Takes the run's end back and puts it in the queue again; a run that has not ended is left as it is.
     *
     * @throws UsageException for a run that has nothing left to train
     */
    public FollowOptions request(KafkaSession session) throws IOException, UsageException {

        RunPhase phase = run.phase(Instant.now());
        if (!phase.ended()) {
            return FollowOptions.watch(run);
        }
        if (phase == RunPhase.COMPLETED || phase == RunPhase.STOPPED_EARLY) {
            throw new UsageException(run.id() + " is " + phase.text() + ", so nothing is left to train; --from "
                    + run.id() + " starts a new run with its weights");
        }
        // First, so that no trainer takes the run from the queue while the store still marks it as ended.
        new Checkpoints(store, run.id()).reopen();
        RunRequested.WarmStart from = run.requested().map(RunRequested::from).orElse(null);
        TakenBack takenBack = new TakenBack(run.attempt(), run.commands().obsolete());

        session.publish(Topic.RUNS, new RunRequested(run.id(), Instant.now(), spec, from, takenBack, by));
        return FollowOptions.resume(run);
    }
}
