package io.epochal.checkpoint;

import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The checkpoints of one run.
 *
 * <pre>
 *   runs/RUN/checkpoints/00014-000005625-e-1/   weights.safetensors, optimizer.safetensors, state.json, manifest.json (last)
 *   runs/RUN/models/00014-000005625-e-1-trained/  weights.safetensors, state.json, manifest.json: no run resumes from it
 *   runs/RUN/ended                              there once the run is over
 *   runs/RUN/names/best/00001-000005625         which checkpoint or model has this name, see {@link Names}
 * </pre>
 */
public final class Checkpoints {
    static final String CHECKPOINTS = "checkpoints/";
    static final String MODELS = "models/";
    private static final String ENDED = "ended";
    private static final int SHOWN = 1000;

    private final ObjectStore store;
    private final String run;
    private final String prefix;
    private final Attempts attempts;
    private final Names names;
    private final PartFolders folders;

    public Checkpoints(ObjectStore store, String run) {
        this.store = store;
        this.run = run;
        this.attempts = new Attempts(store, run);
        this.prefix = RunKeys.prefix(run);
        this.names = new Names(store, prefix + "names/");
        this.folders = new PartFolders(store);
    }

    /** Those of the same run in another store. */
    public Checkpoints in(ObjectStore other) {
        return new Checkpoints(other, run);
    }

    /** Whether this writer may still write. */
    public interface Guard {
        /** Throws when it may not. */
        void require() throws IOException;
    }

    /** The newest whole checkpoint, if there is any, and why newer ones were skipped. */
    public record Newest(Optional<Checkpoint> checkpoint, List<String> skipped) {}

    /** Stores the parts, then the manifest; when this returns the checkpoint is durable. */
    public Checkpoint save(CheckpointId id, Map<String, Content> parts) throws IOException {
        return folders.write(prefix + CHECKPOINTS + id.folder(), id, parts);
    }

    /**
     * As {@link #save}, for weights without an optimizer: kept as long as a name points to it, and never resumed from.
     *
     * @param kind tells models of one point apart
     */
    public Checkpoint saveModel(CheckpointId id, String kind, Map<String, Content> parts) throws IOException {
        return folders.write(prefix + MODELS + id.folder() + "-" + kind, id, parts);
    }

    /**
     * Gives a checkpoint a name; another checkpoint of that name loses it.
     *
     * @param weights the part that holds the weights of this name
     * @param attempt who gives it
     * @param step batches trained by then
     */
    public void name(String name, Checkpoint checkpoint, String weights, int attempt, long step) throws IOException {
        names.give(name, attempt, step, new Pointer(checkpoint.key(), weights));
    }

    /** What a name means: a checkpoint, and the part of it that holds the weights. */
    public record Named(Checkpoint checkpoint, String weights) {}

    public Optional<Named> named(String name) throws IOException {
        Optional<Names.Meaning> meaning = names.meaning(name, lineage());
        if (meaning.isEmpty()) {
            return Optional.empty();
        }
        Pointer pointer = meaning.get().pointer();
        return Optional.of(new Named(pointedTo(pointer), pointer.weights()));
    }

    /**
     * Copies what a name of another run means, as a model of this run: nothing that happens to the other one changes it.
     *
     * @param name that it has here
     * @param besides parts of the other run's checkpoint that are copied beside the weights
     */
    public void adopt(String name, Checkpoints other, Named named, String... besides) throws IOException {
        Map<String, Content> parts = new LinkedHashMap<>();
        for (String part : besides) {
            parts.put(part, other.folders.content(named.checkpoint, part));
        }
        parts.put(named.weights, other.folders.content(named.checkpoint, named.weights));
        name(name, saveModel(new CheckpointId(0, 0, 0, false), name, parts), named.weights, 0, 0);
    }

    /** The run is over: no attempt resumes it. Called when its last event is durable. */
    public void end() throws IOException {
        store.put(prefix + ENDED, Content.of(new byte[0]));
    }

    /** Revokes {@link #end}: the run is to be resumed. */
    public void reopen() throws IOException {
        store.delete(List.of(prefix + ENDED));
    }

    public boolean over() throws IOException {
        return !store.list(prefix + ENDED).isEmpty();
    }

    /** The names that have been given, in the order of their characters. */
    public List<String> names() throws IOException {
        return List.copyOf(names.meanings(lineage()).keySet());
    }

    /** The one that was taken at the end of this epoch. */
    public Optional<Checkpoint> atEpoch(int epoch) throws IOException {
        for (Checkpoint checkpoint : newestFirst(lineage(), new ArrayList<>())) {
            if (checkpoint.id().epoch() == epoch && checkpoint.id().epochEnd()) {
                return Optional.of(checkpoint);
            }
        }
        return Optional.empty();
    }

    /** The newest of which every part is what was stored; falls back to the one before, and reports that. */
    public Newest newest() throws IOException {
        List<String> skipped = new ArrayList<>();
        for (Checkpoint checkpoint : newestFirst(lineage(), skipped)) {
            Optional<String> fault = folders.fault(checkpoint);
            if (fault.isEmpty()) {
                return new Newest(Optional.of(checkpoint), List.copyOf(skipped));
            }
            skipped.add(fault.get());
        }
        return new Newest(Optional.empty(), List.copyOf(skipped));
    }

    /** Whether a checkpoint has this part. */
    public boolean has(Checkpoint checkpoint, String part) {
        return checkpoint.manifest().parts().containsKey(part);
    }

    /** How many bytes a part has, as its manifest says; 0 where it has none of this name. */
    public long size(Checkpoint checkpoint, String part) {
        Manifest.Part known = checkpoint.manifest().parts().get(part);
        return known == null ? 0 : known.size();
    }

    /**
     * A part's bytes. Those of a part below a mebibyte are known to be what was stored; of a larger one that is known when the last is
     * read, so nothing may rely on it before. {@link DamagedPartException} names the difference.
     */
    public InputStream open(Checkpoint checkpoint, String part) throws IOException {
        return folders.open(checkpoint, part);
    }

    /**
     * Deletes what is needed no more, manifest first, so that no half of a checkpoint looks whole.
     *
     * @param epochs whose weights may still be asked back
     * @param stillMine called when it is chosen what to delete; must throw if the attempt has been given up since. What was
     *     chosen before is expendable for its successor, too; what it would choose afterwards is not
     * @return the keys of the checkpoints that are gone
     */
    public List<String> retire(Set<Integer> epochs, Guard stillMine) throws IOException {
        Lineage lineage = lineage();
        List<Retention.Candidate> oldestFirst = newestFirst(lineage, new ArrayList<>()).stream()
                .sorted(Comparator.comparing(Checkpoint::id))
                .map(Checkpoint::candidate)
                .toList();
        Set<String> named = new HashSet<>();
        List<String> past = new ArrayList<>();
        for (Names.Meaning meaning : names.meanings(lineage).values()) {
            named.add(meaning.pointer().checkpoint());
            past.addAll(meaning.past());
        }
        List<String> gone = new ArrayList<>(Retention.expendable(oldestFirst, named, epochs));
        gone.addAll(new Leftovers(store, prefix, lineage).besides(named));
        stillMine.require();
        store.delete(past);
        for (String key : gone) {
            folders.delete(key);
        }
        return gone;
    }

    private List<Checkpoint> newestFirst(Lineage lineage, List<String> unreadable) throws IOException {
        List<Checkpoint> found = new ArrayList<>();
        for (String manifest : Manifest.below(store, prefix + CHECKPOINTS)) {
            try {
                Checkpoint one = folders.listed(Manifest.folderOf(manifest));
                if (lineage.holds(one.key())) {
                    found.add(one);
                }
            } catch (IOException e) {
                unreadable.add(Printable.of(manifest + ": " + e.getMessage(), SHOWN));
            }
        }
        found.sort(Comparator.comparing(Checkpoint::id).reversed());
        return found;
    }

    private Lineage lineage() throws IOException {
        return new Lineage(attempts.claims());
    }

    /** A pointer of this run may lead nowhere but into this run. */
    private Checkpoint pointedTo(Pointer pointer) throws IOException {
        String key = pointer.checkpoint();
        if (!key.startsWith(prefix) || CheckpointId.of(key).isEmpty()) {
            throw new IOException("a name of run " + run + " points to " + Printable.of(key, 200)
                    + ", which is no checkpoint of this run");
        }
        return folders.read(key);
    }
}
