package io.epochal.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The folders of parts, each with a manifest that is written last, deleted first, and believed when the parts are read. */
final class PartFolders {
    private final ObjectStore store;
    /** By key of the folder: what was read or written once. Who lists the keys sees which are still there. */
    private final Map<String, Manifest> known = new ConcurrentHashMap<>();

    PartFolders(ObjectStore store) {
        this.store = store;
    }

    /** Stores the parts, then the manifest; when this returns they are durable. */
    Checkpoint write(String key, CheckpointId id, Map<String, Content> parts) throws IOException {
        known.remove(key);
        Map<String, Manifest.Part> written = new LinkedHashMap<>();
        for (Map.Entry<String, Content> part : parts.entrySet()) {
            written.put(part.getKey(), Manifest.Part.of(part.getValue()));
            store.put(key + "/" + part.getKey(), part.getValue());
        }
        Manifest manifest = new Manifest(id.epoch(), id.attempt(), id.step(), id.epochEnd(), written);
        store.put(key + "/" + Manifest.NAME, manifest.content());
        known.put(key, manifest);
        return new Checkpoint(key, manifest);
    }

    /** One whose manifest is stored now. */
    Checkpoint listed(String key) throws IOException {
        Manifest before = known.get(key);
        return before == null ? read(key) : new Checkpoint(key, before);
    }

    Checkpoint read(String key) throws IOException {
        String manifest = key + "/" + Manifest.NAME;
        try (InputStream in =
                store.get(manifest).orElseThrow(() -> new FileNotFoundException(manifest + " is not there"))) {
            Manifest read = Manifest.read(in);
            known.put(key, read);
            return new Checkpoint(key, read);
        }
    }

    /** A part's bytes, once they are known to be those that were stored; {@link IOException} names the difference. */
    InputStream open(Checkpoint checkpoint, String part) throws IOException {
        String key = checkpoint.key() + "/" + part;
        Manifest.Part expected = checkpoint.manifest().parts().get(part);
        if (expected == null) {
            throw new FileNotFoundException(key + " is not in its manifest");
        }
        try (InputStream in = store.get(key).orElseThrow(() -> new FileNotFoundException(key + " is gone"))) {
            return new ByteArrayInputStream(expected.verified(key, in));
        }
    }

    Content content(Checkpoint checkpoint, String part) throws IOException {
        try (InputStream in = open(checkpoint, part)) {
            return Content.of(in.readAllBytes());
        }
    }

    /** What is wrong with any part; empty when each is what was stored. */
    Optional<String> fault(Checkpoint checkpoint) {
        for (String part : checkpoint.manifest().parts().keySet()) {
            try {
                open(checkpoint, part).close();
            } catch (IOException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** Manifest first, so that no half of a checkpoint looks whole. */
    void delete(String key) throws IOException {
        known.remove(key);
        store.delete(List.of(key + "/" + Manifest.NAME));
        store.delete(store.list(key + "/"));
    }
}
