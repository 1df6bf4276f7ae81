package io.epochal.trainer.run.port;

import io.epochal.protocol.RunRequested;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Trains the runs that the queue hands over. */
public interface Runs {
    /** After so many attempts without a new checkpoint a run has failed. */
    int WITHOUT_PROGRESS = 3;

    /** Why a trainer has released a run. */
    enum Outcome {
        /** It has ended, and its end is in the log. */
        ENDED,
        /** It has ended as failed without being trained: every trainer that took it has died or failed. */
        GIVEN_UP,
        /** This trainer shuts down; the next one resumes the run. */
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
     * @param last whether the queue will not hand the entry out again; a run without progress since the first time then ends as
     *     failed, and any other is returned to the queue
     */
    record Delivery(RunRequested request, String ticket, boolean last) {}

    /**
     * Trains a run, from where the last attempt left it, until it ends or is to be returned to the queue; returns when all its
     * events are durable.
     *
     * @param shuttingDown asked between batches
     * @throws IOException when not even an attempt could be claimed; nothing has been published then, and another trainer may retry
     */
    Outcome train(Delivery delivery, BooleanSupplier shuttingDown) throws IOException;

    /**
     * Ends a run as failed without training it, or as cancelled if the user has asked for that: the queue will not hand it out again.
     *
     * @throws IOException when not even that can be published
     */
    Outcome fail(RunRequested request, String reason) throws IOException;

    /**
     * Whether the last attempts, so many of them, have all begun where the next one would: a run that makes progress, or that no
     * attempt has begun, may be handed out again.
     *
     * @param attempts at least 1
     * @throws IOException when the claims cannot be read now
     */
    boolean madeNoProgress(RunRequested request, int attempts) throws IOException;
}
