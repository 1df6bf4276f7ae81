package io.epochal.checkpoint;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What nothing leads to any more. */
record Leftovers(ObjectStore store, String prefix, Lineage lineage) {
    /** Models without a name, and what older attempts left half written or stored behind the point where they were left. */
    List<String> besides(Set<String> named) throws IOException {
        Set<String> gone = new TreeSet<>();
        for (String kind : List.of(Checkpoints.CHECKPOINTS, Checkpoints.MODELS)) {
            Set<String> whole = new HashSet<>();
            Manifest.below(store, prefix + kind).forEach(manifest -> whole.add(Manifest.folderOf(manifest)));
            for (String part : store.list(prefix + kind)) {
                String key = part.substring(0, part.lastIndexOf('/'));
                Optional<CheckpointId> id = CheckpointId.of(key);
                // An object of another kind is left alone.
                if (id.isEmpty() || named.contains(key)) {
                    continue;
                }
                boolean left = id.get().attempt() < lineage.last() && (!whole.contains(key) || !lineage.holds(key));
                boolean nameless = kind.equals(Checkpoints.MODELS) && whole.contains(key);
                if (left || nameless) {
                    gone.add(key);
                }
            }
        }
        return List.copyOf(gone);
    }
}
