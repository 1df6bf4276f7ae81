package io.epochal.cli;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.Identifier;
import io.epochal.protocol.RunRequested.WarmStart;
import java.io.IOException;
import java.util.List;

/** The weights of a run by a name, such as ModelCheckpoint gives. */
record StoredWeights(String run, String name) {
    /** What a run ends with. */
    static final String FINAL = "final";

    static final String STATE = "state.json";

    /**
     * Those of a run by any spelling of their name.
     *
     * @param field where both were given
     * @throws io.epochal.protocol.SpecException when no run or no checkpoint can be called so
     */
    static StoredWeights of(String field, String run, String name) {
        return new StoredWeights(Identifier.check(field, run), CheckpointPath.normalize(field, name));
    }

    /** {@code RUN}, which means its final weights, or {@code RUN:NAME}. */
    static StoredWeights parse(String field, String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? of(field, text, FINAL) : of(field, text.substring(0, colon), text.substring(colon + 1));
    }

    /** {@link Refused} when the run has nothing of this name. */
    Checkpoints.Named in(ObjectStore store) throws IOException, Refused {
        Checkpoints checkpoints = new Checkpoints(store, run);
        var named = checkpoints.named(name);
        if (named.isPresent()) {
            return named.get();
        }
        List<String> names = checkpoints.names();
        throw new Refused(
                names.isEmpty()
                        ? "nothing is stored of a run " + run + "; ./epochal runs lists those that there are"
                        : run + " has no checkpoint " + name + "; it has: " + String.join(", ", names));
    }

    /** Copies them into a run that is to begin with them, so that nothing which happens to this run changes them. */
    WarmStart copyInto(String begun, ObjectStore store) throws IOException, Refused {
        Checkpoints.Named named = in(store);
        new Checkpoints(store, begun).adopt(WarmStart.NAME, new Checkpoints(store, run), named, STATE);
        return new WarmStart(run, named.checkpoint().key());
    }
}
