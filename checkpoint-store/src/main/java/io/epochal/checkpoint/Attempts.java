package io.epochal.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The attempts at a run. Each is claimed by one writer, whatever else happens. */
public final class Attempts {
    private final ObjectStore store;
    private final String prefix;

    public Attempts(ObjectStore store, String run) {
        this.store = store;
        this.prefix = "runs/" + run + "/attempts/";
    }

    /** Claims the next attempt and returns its number, from 1. A lost race means the number after. */
    public int claim(String owner) throws IOException {
        int attempt = store.list(prefix).size() + 1;
        Content claim = Content.of(("{\"owner\":\"" + owner + "\"}").getBytes(StandardCharsets.UTF_8));
        while (!store.putIfAbsent(prefix + attempt + ".json", claim)) {
            attempt++;
        }
        return attempt;
    }
}
