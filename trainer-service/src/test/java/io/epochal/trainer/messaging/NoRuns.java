package io.epochal.trainer.messaging;

import io.epochal.protocol.RunRequested;
import io.epochal.trainer.run.port.Runs;
import java.util.function.BooleanSupplier;

/** Trains nothing. */
final class NoRuns implements Runs {
    @Override
    public Outcome train(Delivery delivery, BooleanSupplier shuttingDown) {
        return Outcome.GIVEN_BACK;
    }

    @Override
    public Outcome fail(RunRequested request, String reason) {
        return Outcome.GIVEN_UP;
    }

    @Override
    public boolean madeNoProgress(RunRequested request, int attempts) {
        return false;
    }
}
