package io.epochal.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a checkpoint consists of. It is written last, so a checkpoint without one does not exist. */
record Manifest(int epoch, int attempt, long step, boolean epochEnd, Map<String, Part> parts) {
    static final String NAME = "manifest.json";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    Manifest {
        parts = new TreeMap<>(parts);
    }

    record Part(long size, String sha256) {
        static Part of(Content content) throws IOException {
            MessageDigest digest = newDigest();
            try (DigestInputStream in = new DigestInputStream(content.open(), digest)) {
                return new Part(in.transferTo(OutputStream.nullOutputStream()), hex(digest));
            }
        }

        /** These bytes, if they are the ones that were stored. */
        byte[] verified(String key, InputStream in) throws IOException {
            byte[] bytes = in.readAllBytes();
            if (bytes.length != size) {
                throw new IOException(key + " has " + bytes.length + " bytes, its manifest expects " + size);
            }
            MessageDigest digest = newDigest();
            digest.update(bytes);
            if (!hex(digest).equals(sha256)) {
                throw new IOException(key + " is not what was stored: its SHA-256 differs from its manifest's");
            }
            return bytes;
        }
    }

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
        return JSON.readValue(in, Manifest.class);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
