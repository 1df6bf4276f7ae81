package io.epochal.callback.api.trainers;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the log says of runs, as far as programs that train them over HTTP must be told. Nothing here is kept but in the log. */
@ApplicationScoped
class FollowedRuns implements LogFollower {
    private static final long MOST_REQUEST_BYTES = 32L * 1024 * 1024;
    /** Writing a run takes the right to write events. */
    private static final int MOST_RUNS = 500_000;

    private final Map<String, RunHead> heads = new ConcurrentHashMap<>();
    private final PendingRequests requests = new PendingRequests(MOST_REQUEST_BYTES);
    private final AwaitedVerdicts verdicts = new AwaitedVerdicts();

    @Override
    public void event(EventHead event) {
        if (heads.size() < MOST_RUNS || heads.containsKey(event.run())) {
            RunHead head = heads.compute(event.run(), (run, before) -> RunHead.after(before, event));
            if (head != null && head.ended()) {
                requests.forget(event.run());
                verdicts.forget(event.run());
            }
        }
    }

    @Override
    public void request(CommandRequest request, int bytes) {
        if (head(request.run()).filter(RunHead::ended).isEmpty()) {
            requests.add(request, bytes);
        }
    }

    @Override
    public void verdict(Verdict verdict) {
        verdicts.add(verdict);
    }

    Optional<RunHead> head(String run) {
        return Optional.ofNullable(heads.get(run));
    }

    PendingRequests requests() {
        return requests;
    }

    AwaitedVerdicts verdicts() {
        return verdicts;
    }

    long lost(Instant now) {
        return heads.values().stream().filter(head -> head.isLost(now)).count();
    }

    long underWay() {
        return heads.values().stream().filter(RunHead::isUnderWay).count();
    }
}
