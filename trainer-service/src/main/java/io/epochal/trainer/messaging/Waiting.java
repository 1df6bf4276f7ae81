package io.epochal.trainer.messaging;

import io.epochal.trainer.run.Runs;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Waiting for a run, for as long as the lock on its record may be left alone. */
final class Waiting {
    private static final Logger LOG = Logger.getLogger(Waiting.class);

    private Waiting() {}

    /** What has come of a run so far. */
    enum Result {
        STILL_TRAINING,
        DONE,
        GIVEN_UP,
        GIVEN_BACK,
        SUPERSEDED,
        NOT_BEGUN
    }

    static Result until(Future<Runs.Outcome> run, Duration limit) throws InterruptedException {
        try {
            return switch (run.get(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                case ENDED, DUPLICATE -> Result.DONE;
                case GIVEN_UP -> Result.GIVEN_UP;
                case GIVEN_BACK -> Result.GIVEN_BACK;
                case SUPERSEDED -> Result.SUPERSEDED;
            };
        } catch (TimeoutException e) {
            return Result.STILL_TRAINING;
        } catch (ExecutionException e) {
            LOG.error("a run could not begin; it goes back to the queue", e.getCause());
            return Result.NOT_BEGUN;
        }
    }
}
