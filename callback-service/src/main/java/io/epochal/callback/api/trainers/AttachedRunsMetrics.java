package io.epochal.callback.api.trainers;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;

/**
 * The gauges {@code epochal.runs.attached} and {@code epochal.runs.lost}. Each process that has served an attached program since its
 * start counts those of all replicas, since it reads the summaries and the log behind them; one that has served none counts none.
 */
@ApplicationScoped
class AttachedRunsMetrics {
    private final Clock clock = Clock.systemUTC();
    private final FollowedRuns followed;

    AttachedRunsMetrics(FollowedRuns followed) {
        this.followed = followed;
    }

    void register(@Observes StartupEvent event, MeterRegistry meters) {
        meters.gauge("epochal.runs.attached", followed, FollowedRuns::underWay);
        meters.gauge("epochal.runs.lost", this, metrics -> followed.lost(clock.instant()));
    }
}
