package io.epochal.checkpoint;

import io.epochal.protocol.field.Printable;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The folders of parts, each with a manifest that is written last, deleted first, and believed when the parts are read. */
final class PartFolders {
    /** Bytes of a part that is verified before anybody reads it. */
    private static final int SMALL = 1 << 20;

    private static final int SHOWN = 1000;

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
            String partKey = key + "/" + part.getKey();
            DigestedContent content = new DigestedContent(part.getValue());
            store.put(partKey, content);
            written.put(part.getKey(), content.part(partKey));
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

    /**
     * A part's bytes. Those of a small one are known to be what was stored; of a large one that is known when the last is read.
     * {@link IOException} names the difference.
     */
    InputStream open(Checkpoint checkpoint, String part) throws IOException {
        String key = checkpoint.key() + "/" + part;
        Manifest.Part expected = checkpoint.manifest().parts().get(part);
        if (expected == null) {
            throw new FileNotFoundException(key + " is not in its manifest");
        }
        InputStream stored = store.get(key).orElseThrow(() -> new FileNotFoundException(key + " is gone"));
        InputStream verified = new VerifiedStream(key, expected, stored);
        if (expected.size() > SMALL) {
            return verified;
        }
        try (verified) {
            return new ByteArrayInputStream(verified.readAllBytes());
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
            try (InputStream in = open(checkpoint, part)) {
                long unused = in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                return Optional.of(Printable.of(String.valueOf(e.getMessage()), SHOWN));
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
