package io.epochal.trainer.messaging;

import io.epochal.trainer.run.port.Faults;
import io.epochal.trainer.run.port.Runs;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Waits for a run, for as long as the lock on its record needs no renewal. */
final class RunWait {
    private static final Logger LOG = Logger.getLogger(RunWait.class);

    private RunWait() {}

    /** What has come of a run so far. */
    enum State {
        STILL_TRAINING,
        DONE,
        GIVEN_UP,
        GIVEN_BACK,
        SUPERSEDED,
        NOT_BEGUN,
        FATAL
    }

    /** @param why what was thrown where it has not begun; empty otherwise */
    record Result(State state, String why) {
        static Result of(State state) {
            return new Result(state, "");
        }
    }

    static Result until(Future<Runs.Outcome> run, Duration limit) throws InterruptedException {
        try {
            return Result.of(
                    switch (run.get(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                        case ENDED, DUPLICATE -> State.DONE;
                        case GIVEN_UP -> State.GIVEN_UP;
                        case GIVEN_BACK -> State.GIVEN_BACK;
                        case SUPERSEDED -> State.SUPERSEDED;
                    });
        } catch (TimeoutException e) {
            return Result.of(State.STILL_TRAINING);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.error("a run could not begin", cause);
            State state = Faults.isFatal(cause) ? State.FATAL : State.NOT_BEGUN;
            return new Result(state, Faults.describe(cause));
        }
    }
}
