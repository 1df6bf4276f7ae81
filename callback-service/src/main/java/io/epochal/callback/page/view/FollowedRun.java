package io.epochal.callback.page.view;

import io.epochal.callback.summary.BatchCurve;
import io.epochal.callback.summary.RunDetails;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.TrainingEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run while somebody looks at it: its messages in the order of the log, and its callbacks as the newest event has them. */
public final class FollowedRun {
    private final RunDetails details;
    private BatchCurve.Columns batches = new BatchCurve.Columns(List.of(), List.of());
    private TrainingEvent.@Nullable Barrier newest;
    private long version;

    public FollowedRun(String id) {
        this.details = new RunDetails(id, true);
    }

    /** Adds the run's next event. */
    public void add(TrainingEvent event) {
        version++;
        details.add(event);
        if (event instanceof TrainingEvent.Barrier barrier) {
            newest = barrier;
        } else if (newest != null && event.voids(newest)) {
            newest = null;
        }
    }

    /** The thinned loss of its batches, as it is known now. */
    public void batches(BatchCurve.Columns curve) {
        version++;
        batches = curve;
    }

    /** Adds a request to the run; one that is known changes nothing. */
    public void add(CommandRequest request) {
        if (!details.commands().requests().containsKey(request.commandId())) {
            version++;
            details.add(request);
        }
    }

    /** These ends do not count any more. */
    public void revoke(RevokedEnds ends) {
        if (ends.newest() > details.revokedEnds().newest()) {
            version++;
            details.revoke(ends);
        }
    }

    BatchCurve.Columns batches() {
        return batches;
    }

    public RunDetails details() {
        return details;
    }

    /** The newest event that carries the run's callbacks; empty while none is known. */
    public Optional<TrainingEvent.Barrier> newest() {
        return Optional.ofNullable(newest);
    }

    /** Another one after each change. */
    public long version() {
        return version;
    }
}
