package io.epochal.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What a checkpoint consists of. It is written last, so a checkpoint without one does not exist. */
record Manifest(int epoch, int attempt, long step, boolean epochEnd, Map<String, Part> parts) {
    static final String NAME = "manifest.json";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    Manifest {
        parts = new TreeMap<>(Objects.requireNonNull(parts, "parts is required"));
    }

    record Part(long size, String sha256) {}

    /** The keys of all manifests with this prefix. */
    static List<String> below(ObjectStore store, String prefix) throws IOException {
        return store.list(prefix).stream()
                .filter(key -> key.endsWith("/" + NAME))
                .toList();
    }

    /** The checkpoint that a manifest's key belongs to. */
    static String folderOf(String manifest) {
        return manifest.substring(0, manifest.length() - NAME.length() - 1);
    }

    long bytes() {
        return parts.values().stream().mapToLong(Part::size).sum();
    }

    Content content() throws JsonProcessingException {
        return Content.of(JSON.writeValueAsBytes(this));
    }

    static Manifest read(InputStream in) throws IOException {
        try {
            return JSON.readValue(in, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new IOException("no manifest: " + e.getOriginalMessage(), e);
        }
    }
}
