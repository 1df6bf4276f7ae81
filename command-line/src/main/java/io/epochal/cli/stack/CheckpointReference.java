package io.epochal.cli.stack;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.RunRequested.WarmStart;
import io.epochal.protocol.field.Identifier;
import java.io.IOException;
import java.util.List;

/** A checkpoint of a run by its name, such as {@code ModelCheckpoint} gives. */
public record CheckpointReference(String run, String name) {
    /** The name of the checkpoint that a run ends with. */
    public static final String FINAL = "final";

    /** The part that holds the training state. */
    public static final String STATE = "state.json";

    /**
     * A reference in any spelling of the name.
     *
     * @param field the option that both were given in
     * @throws io.epochal.protocol.field.SpecException when the run's id or the name is invalid
     */
    public static CheckpointReference of(String field, String run, String name) {
        return new CheckpointReference(Identifier.check(field, run), CheckpointPath.normalize(field, name));
    }

    /** {@code RUN} for its final checkpoint, or {@code RUN:NAME}. */
    public static CheckpointReference parse(String field, String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? of(field, text, FINAL) : of(field, text.substring(0, colon), text.substring(colon + 1));
    }

    /** Finds the checkpoint; {@link UsageException} when the run has none of this name. */
    public Checkpoints.Named find(ObjectStore store) throws IOException, UsageException {
        Checkpoints checkpoints = new Checkpoints(store, run);
        var named = checkpoints.named(name);
        if (named.isPresent()) {
            return named.get();
        }
        List<String> names = checkpoints.names();
        throw new UsageException(
                names.isEmpty()
                        ? "there is no checkpoint of a run " + run + "; ./epochal runs lists all runs"
                        : run + " has no checkpoint " + name + "; it has: " + String.join(", ", names));
    }

    /** Copies the weights to a new run, which starts with them and stays independent of this run. */
    public WarmStart copyTo(String newRun, ObjectStore store) throws IOException, UsageException {
        Checkpoints.Named named = find(store);
        new Checkpoints(store, newRun).adopt(WarmStart.NAME, new Checkpoints(store, run), named, STATE);
        return new WarmStart(run, named.checkpoint().key());
    }
}
