package io.epochal.callback.api.trainers;

import io.epochal.callback.api.log.LogFollower.EventHead;
import io.epochal.callback.api.log.LogFollower.OlderRuns;
import io.epochal.protocol.CommandRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs that are read from their beginning: what is found takes effect when all is read. */
final class RereadRuns implements OlderRuns {
    private final FollowedRuns followed;
    private final Map<String, RunHead> heads = new HashMap<>();
    private final Map<String, Instant> ends = new HashMap<>();

    RereadRuns(FollowedRuns followed) {
        this.followed = followed;
    }

    @Override
    public void event(EventHead event) {
        heads.compute(event.run(), (run, before) -> RunHead.after(before, event));
        if (event.ends()) {
            ends.put(event.run(), event.time());
        }
    }

    /** What was asked of an attempt that has ended is not for the next one. */
    @Override
    public void request(CommandRequest request, int bytes, Instant time) {
        RunHead head = heads.get(request.run());
        @Nullable Instant end = ends.get(request.run());
        if ((head == null || !head.ended()) && (end == null || time.isAfter(end))) {
            followed.requests().add(request, bytes);
        }
    }

    @Override
    public void complete() {
        heads.forEach(followed::replace);
    }
}
