package io.epochal.cli.stack;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.cli.spec.UsageException;
import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.Identifier;
import io.epochal.protocol.RunRequested.WarmStart;
import java.io.IOException;
import java.util.List;

/** The weights of a run by a name, such as ModelCheckpoint gives. */
public record CheckpointReference(String run, String name) {
    /** What a run ends with. */
    public static final String FINAL = "final";

    public static final String STATE = "state.json";

    /**
     * Those of a run by any spelling of their name.
     *
     * @param field where both were given
     * @throws io.epochal.protocol.SpecException when no run or no checkpoint can be called so
     */
    public static CheckpointReference of(String field, String run, String name) {
        return new CheckpointReference(Identifier.check(field, run), CheckpointPath.normalize(field, name));
    }

    /** {@code RUN}, which means its final weights, or {@code RUN:NAME}. */
    public static CheckpointReference parse(String field, String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? of(field, text, FINAL) : of(field, text.substring(0, colon), text.substring(colon + 1));
    }

    /** {@link UsageException} when the run has nothing of this name. */
    public Checkpoints.Named in(ObjectStore store) throws IOException, UsageException {
        Checkpoints checkpoints = new Checkpoints(store, run);
        var named = checkpoints.named(name);
        if (named.isPresent()) {
            return named.get();
        }
        List<String> names = checkpoints.names();
        throw new UsageException(
                names.isEmpty()
                        ? "nothing is stored of a run " + run + "; ./epochal runs lists those that there are"
                        : run + " has no checkpoint " + name + "; it has: " + String.join(", ", names));
    }

    /** Copies them into a run that is to begin with them, so that nothing which happens to this run changes them. */
    public WarmStart copyInto(String begun, ObjectStore store) throws IOException, UsageException {
        Checkpoints.Named named = in(store);
        new Checkpoints(store, begun).adopt(WarmStart.NAME, new Checkpoints(store, run), named, STATE);
        return new WarmStart(run, named.checkpoint().key());
    }
}
