package io.epochal.callback.page.live;

import io.epochal.callback.api.log.IndexUnavailableException;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.summary.BatchCurve;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Looks now and then whether the curve of a run's batches has changed. For one thread. */
final class BatchGlances {
    private static final Logger LOG = Logger.getLogger(BatchGlances.class);
    /** A page asks for all that it shows after each change. */
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final RunIndex index;
    private final String run;
    private long lookedAt = System.nanoTime() - PAUSE_NANOS;
    private long version;

    BatchGlances(RunIndex index, String run) {
        this.index = index;
        this.run = run;
    }

    /** The curve, where it has changed since the last look; empty too where it is not time for another one. */
    Optional<BatchCurve.Columns> changed() {
        if (System.nanoTime() - lookedAt < PAUSE_NANOS) {
            return Optional.empty();
        }
        lookedAt = System.nanoTime();
        try {
            long now = index.curveVersion(run);
            if (now == version) {
                return Optional.empty();
            }
            Optional<BatchCurve.Columns> curve = index.curve(run);
            version = now;
            return curve;
        } catch (IndexUnavailableException e) {
            LOG.debugf("the batches of %s are not drawn: %s", run, e.getMessage());
            return Optional.empty();
        }
    }
}
