package io.epochal.callback.policy.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A program that is not our trainer has been silent for half as long again as it promised. */
record LostRunCondition() implements AlertCondition.Waiting {
    @Override
    public String on() {
        return "run_lost";
    }

    @Override
    public Optional<Due> at(AlertState run, Instant now) {
        Instant lost = run.heard().plus(Duration.ofMillis(1500L * run.heartbeat()));
        if (run.heartbeat() <= 0 || run.over() || !now.isAfter(lost)) {
            return Optional.empty();
        }
        return Optional.of(new Due(
                lost,
                new Occurrence(
                        "silent-" + run.attempt() + "-" + run.sequence(),
                        "lost: nothing was heard of its trainer since " + run.heard()
                                + ", which promised a sign of life each " + run.heartbeat() + " s",
                        Map.of(
                                "heard",
                                run.heard().toString(),
                                "heartbeat",
                                run.heartbeat(),
                                "attempt",
                                run.attempt()))));
    }
}
