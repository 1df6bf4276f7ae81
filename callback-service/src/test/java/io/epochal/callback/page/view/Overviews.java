package io.epochal.callback.page.view;

import io.epochal.callback.summary.MetricCurve.EpochValue;
import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.RunStanding;
import io.epochal.callback.summary.RunTimes;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs as summaries tell of them. */
final class Overviews {
    static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private Overviews() {}

    /** One that began so many seconds after noon; it has ended ten seconds later where it has a status. */
    static RunOverview run(String id, int second, @Nullable RunStatus status, String metric, @Nullable Double best) {
        Instant began = NOON.plusSeconds(second);
        Optional<EpochValue> value = Optional.ofNullable(best).map(one -> new EpochValue(2, one));
        return new RunOverview(
                id,
                new RunTimes(began, began, began.plusSeconds(10), began.plusSeconds(10)),
                new RunStanding(
                        new EventPosition(1, 7),
                        status == null ? null : new RunSummary.End(1, status),
                        RevokedEnds.NONE,
                        false),
                false,
                Optional.empty(),
                Optional.of("ann"),
                Optional.of(12),
                5,
                metric,
                value,
                value.map(one -> new EpochValue(4, one.value() + 1)));
    }
}
