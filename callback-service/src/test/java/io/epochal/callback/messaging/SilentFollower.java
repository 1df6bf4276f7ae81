package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.api.log.RunOutline;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Verdict;
import java.time.Instant;

/** Follows nothing. */
final class SilentFollower implements LogFollower {
    @Override
    public void event(EventHead event) {}

    @Override
    public void outlined(String run, RunOutline outline) {}

    @Override
    public void outlined(EventHead event) {}

    @Override
    public OlderRuns older() {
        return new OlderRuns() {
            @Override
            public void event(EventHead event) {}

            @Override
            public void request(CommandRequest request, int bytes, Instant time) {}

            @Override
            public void complete() {}
        };
    }

    @Override
    public void request(CommandRequest request, int bytes) {}

    @Override
    public void verdict(Verdict verdict) {}

    @Override
    public boolean awaits(BarrierAddress barrier) {
        return false;
    }
}
