package io.epochal.trainer.run;

import io.epochal.protocol.RunRequested;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Where the queue hands a run over. */
public interface Runs {
    /** So many attempts without a new checkpoint are enough. */
    int WITHOUT_PROGRESS = 3;

    /** Why a trainer has let go of a run. */
    enum Outcome {
        /** There is nothing more to be done for it. */
        ENDED,
        /** This trainer is to shut down; the next one goes on. */
        GIVEN_BACK,
        /** Another trainer has it. */
        SUPERSEDED
    }

    /**
     * Trains a run, from where the last attempt left it, until it ends or until it is to be given back; returns when all that was
     * said about it is durable.
     *
     * @param lastDelivery whether the queue will not hand the run out again; a run that has got no further since the first
     *     delivery then ends as failed, and any other is given back
     * @param shuttingDown asked between batches
     * @throws IOException when not even an attempt could be claimed; nothing has been said then, and another trainer may try
     */
    Outcome train(RunRequested request, boolean lastDelivery, BooleanSupplier shuttingDown) throws IOException;

    /**
     * Whether the last attempts, so many of them, have all begun where the next one would: a run that gets on, or that nobody began,
     * may come again. To the queue that is as if the run had been handed out so often.
     *
     * @param attempts at least 1
     * @throws IOException when the claims cannot be read now
     */
    boolean begunInVain(RunRequested request, int attempts) throws IOException;
}
