package io.epochal.cli.command;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.CheckpointReference;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.AttachedRefusal;
import java.io.IOException;

/** Finds checkpoints in a stack's store. */
final class StoredCheckpoint {
    private static final String ADVICE = "only checkpoints that are stored in the stack can be used here";

    private StoredCheckpoint() {}

    /** {@link UsageException} says which checkpoints the run has, and where they are if they are not in the store. */
    static Checkpoints.Named find(TrainingStack stack, CheckpointReference reference)
            throws IOException, UsageException {
        requireOurs(stack, reference);
        return reference.find(stack.store());
    }

    /** {@link UsageException} for a run that has none here since its trainer keeps them itself. */
    static void requireOurs(TrainingStack stack, CheckpointReference reference) throws IOException, UsageException {
        ObjectStore store = stack.store();
        if (new Checkpoints(store, reference.run()).names().isEmpty()) {
            AttachedRefusal.check(stack.kafka(), reference.run(), ADVICE);
        }
    }
}
