package io.epochal.cli.timeline;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.cli.run.RunDetails;
import io.epochal.cli.run.RunPhase;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunRequested.TakenBack;
import io.epochal.protocol.Topic;
import java.io.IOException;
import java.time.Instant;

/** A run that was cancelled or has failed is trained on, as its next attempt. */
public record ResumeRun(RunDetails story, ObjectStore store) {
    /**
     * Takes its end back and puts it in the queue again; one that is under way is left as it is.
     *
     * @throws UsageException for a run that has nothing left to train
     */
    public FollowOptions request(KafkaSession line) throws IOException, UsageException {
        RunPhase state = story.state();
        if (!state.over()) {
            return FollowOptions.watching(story);
        }
        if (state == RunPhase.COMPLETED || state == RunPhase.STOPPED_EARLY) {
            throw new UsageException(story.run() + " is " + state.text() + ", so nothing is left to train; --from "
                    + story.run() + " begins a new run with its weights");
        }
        // First, so that no trainer takes the run while it still counts as over.
        new Checkpoints(store, story.run()).reopen();
        RunRequested.WarmStart from = story.requested().map(RunRequested::from).orElse(null);
        TakenBack takenBack = new TakenBack(story.attempt(), story.dialogue().over());
        line.say(Topic.RUNS, new RunRequested(story.run(), Instant.now(), story.spec(), from, takenBack));
        return FollowOptions.resuming(story);
    }
}
