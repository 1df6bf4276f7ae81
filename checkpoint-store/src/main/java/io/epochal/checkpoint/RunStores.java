package io.epochal.checkpoint;

/** Where a run's attempts and checkpoints are: what may be done there may be less than in the whole bucket. */
public interface RunStores {
    /** The store for one run, which needs nothing outside of the run's prefix. */
    ObjectStore of(String run);

    /** The same store for every run. */
    static RunStores shared(ObjectStore store) {
        return run -> store;
    }
}
