package io.epochal.trainer.run.port;

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
        /** It has ended as failed, because every trainer dies of it. */
        GIVEN_UP,
        /** This trainer is to shut down; the next one goes on. */
        GIVEN_BACK,
        /** Another trainer has it, by a ticket of its own. */
        DUPLICATE,
        /** Another trainer has it by the same ticket, which only one of the two can still hold. */
        SUPERSEDED
    }

    /**
     * A run as the queue hands it out.
     *
     * @param ticket the same whenever the same entry of the queue is handed out
     * @param last whether the queue will not hand the entry out again; a run that has got no further since the first time then ends
     *     as failed, and any other is given back
     */
    record Delivery(RunRequested request, String ticket, boolean last) {}

    /**
     * Trains a run, from where the last attempt left it, until it ends or until it is to be given back; returns when all that was
     * said about it is durable.
     *
     * @param shuttingDown asked between batches
     * @throws IOException when not even an attempt could be claimed; nothing has been said then, and another trainer may try
     */
    Outcome train(Delivery delivery, BooleanSupplier shuttingDown) throws IOException;

    /**
     * Ends a run as failed without training it, or as cancelled if somebody has asked for that: the queue will not hand it out again.
     *
     * @throws IOException when not even that can be said
     */
    Outcome fail(RunRequested request, String reason) throws IOException;

    /**
     * Whether the last attempts, so many of them, have all begun where the next one would: a run that gets on, or that nobody began,
     * may come again. To the queue that is as if the run had been handed out so often.
     *
     * @param attempts at least 1
     * @throws IOException when the claims cannot be read now
     */
    boolean madeNoProgress(RunRequested request, int attempts) throws IOException;
}
