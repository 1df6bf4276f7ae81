package io.epochal.trainer.run.state;

/** Where between two batches a run was when its state was saved: what a resumed run does first. */
public enum ResumePoint {
    /** Trains the next batch. */
    BETWEEN_BATCHES,
    /** Asks for the verdict on this batch, or on the begin of the run. */
    BATCH_REACHED,
    /** Asks for the verdict on this epoch. */
    EPOCH_ENDED
}
