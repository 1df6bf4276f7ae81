package io.epochal.cli;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunRequested.TakenBack;
import io.epochal.protocol.Topic;
import java.io.IOException;
import java.time.Instant;

/** A run that was cancelled or has failed is trained on, as its next attempt. */
record GoingOn(RunDetails story, ObjectStore store) {
    /**
     * Takes its end back and puts it in the queue again; one that is under way is left as it is.
     *
     * @throws Refused for a run that has nothing left to train
     */
    Following request(Line line) throws IOException, Refused {
        RunState state = story.state();
        if (!state.over()) {
            return Following.watching(story);
        }
        if (state == RunState.COMPLETED || state == RunState.STOPPED_EARLY) {
            throw new Refused(story.run() + " is " + state.text() + ", so nothing is left to train; --from "
                    + story.run() + " begins a new run with its weights");
        }
        // First, so that no trainer takes the run while it still counts as over.
        new Checkpoints(store, story.run()).reopen();
        RunRequested.WarmStart from = story.requested().map(RunRequested::from).orElse(null);
        TakenBack takenBack = new TakenBack(story.attempt(), story.dialogue().over());
        line.say(Topic.RUNS, new RunRequested(story.run(), Instant.now(), story.spec(), from, takenBack));
        return Following.resuming(story);
    }
}
