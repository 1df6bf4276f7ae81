package io.epochal.callback.summary;

import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint that has names.
 *
 * @param names as it was saved, and {@value #FINAL} where the run has ended with it
 * @param own those of its names that no later checkpoint has
 */
public record NamedCheckpoint(CheckpointSaved saved, List<String> names, List<String> own) {
    /** The name of the checkpoint that a run ends with; no callback and no user may give it. */
    public static final String FINAL = "final";

    /** A run's, newest first. */
    public static List<NamedCheckpoint> of(RunDetails run) {
        Optional<String> last = run.ended().map(RunEnded::checkpoint);
        Set<String> taken = new HashSet<>();
        List<CheckpointSaved> saved = new ArrayList<>(run.events(CheckpointSaved.class));
        Collections.reverse(saved);
        List<NamedCheckpoint> named = new ArrayList<>();
        for (CheckpointSaved one : saved) {
            List<String> names = new ArrayList<>(one.names());
            if (last.isPresent() && last.get().equals(one.key()) && !taken.contains(FINAL)) {
                names.add(0, FINAL);
            }
            if (!names.isEmpty()) {
                named.add(new NamedCheckpoint(
                        one, names, names.stream().filter(taken::add).toList()));
            }
        }
        return named;
    }

    /**
     * Where it is: in the store of our own trainers, or where an attached program says.
     *
     * @param bucket of that store
     */
    public String uri(RunDetails run, String bucket) {
        return run.isAttached() ? saved.key() : "s3://" + bucket + "/" + saved.key();
    }
}
