package io.epochal.chaos.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.chaos.outcome.StoredObjects;
import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.Wire;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What lies in the bucket of one run, byte by byte and not as the library that wrote it sees it. */
public record BucketInspector(ObjectStore store, String run) {
    private static final Pattern OWNER = Pattern.compile("pid (\\d+)");
    private static final int NEWEST = 2;
    private static final String MANIFEST = "manifest.json";

    /** Whether the run is over for good. */
    boolean over() throws IOException {
        return !store.list(ended()).isEmpty();
    }

    /** How often the run has been claimed. */
    int attempts() throws IOException {
        return new Attempts(store, run).last();
    }

    /** The process that has claimed it last; -1 for none. */
    long owner() throws IOException {
        long owner = -1;
        for (Attempts.Claim claim : new Attempts(store, run).claims().values()) {
            Matcher pid = OWNER.matcher(claim.by().owner());
            owner = pid.find() ? Long.parseLong(pid.group(1)) : -1;
        }
        return owner;
    }

    /**
     * What is there now.
     *
     * @param retained epochs whose weights might still have been asked back when the run ended
     */
    public StoredObjects look(Set<Integer> retained) throws IOException {
        List<String> faults = new ArrayList<>();
        SortedMap<String, SortedMap<String, String>> folders = folders(faults);
        SortedMap<String, String> names = new TreeMap<>();
        Set<String> named = new TreeSet<>();
        for (Map.Entry<String, String> given : given().entrySet()) {
            JsonNode pointer = Wire.JSON.readTree(bytes(given.getValue()));
            String checkpoint = pointer.get("checkpoint").asText();
            named.add(checkpoint);
            if (!folders.containsKey(checkpoint)) {
                faults.add(given.getValue() + " points to " + checkpoint + ", which is not there");
            }
            Map<String, String> parts = folders.getOrDefault(checkpoint, new TreeMap<>());
            names.put(
                    given.getKey(),
                    place(checkpoint) + " " + pointer.get("weights").asText() + " " + parts);
        }
        faults.addAll(notLetGo(folders.keySet(), named, retained));
        return new StoredObjects(names, List.copyOf(faults));
    }

    /** Each name with the key that was written for it last: by the highest attempt, at its highest step. */
    private SortedMap<String, String> given() throws IOException {
        String names = prefix() + "names/";
        SortedMap<String, String> given = new TreeMap<>();
        store.list(names).stream()
                .sorted()
                .forEach(key -> given.put(key.substring(names.length(), key.lastIndexOf('/')), key));
        return given;
    }

    /** Deletes all of it but that the run is over: a request that was sent twice may still be in the queue. */
    public void clear() throws IOException {
        store.delete(store.list(prefix()).stream()
                .filter(key -> !key.equals(ended()))
                .toList());
    }

    private String ended() {
        return prefix() + "ended";
    }

    private String prefix() {
        return "runs/" + run + "/";
    }

    /** Each checkpoint's and model's parts with their SHA-256, {@code state.json} aside: it says who wrote it and when. */
    private SortedMap<String, SortedMap<String, String>> folders(List<String> faults) throws IOException {
        SortedMap<String, SortedMap<String, String>> folders = new TreeMap<>();
        for (String kind : List.of("checkpoints/", "models/")) {
            for (String key : store.list(prefix() + kind)) {
                int slash = key.lastIndexOf('/');
                folders.computeIfAbsent(key.substring(0, slash), folder -> new TreeMap<>())
                        .put(key.substring(slash + 1), "");
            }
        }
        for (Map.Entry<String, SortedMap<String, String>> folder : folders.entrySet()) {
            if (folder.getValue().remove(MANIFEST) == null) {
                faults.add(folder.getKey() + " has no manifest, only "
                        + folder.getValue().keySet());
                continue;
            }
            faults.addAll(hash(folder.getKey(), folder.getValue()));
            folder.getValue().remove("state.json");
        }
        return folders;
    }

    private List<String> hash(String folder, SortedMap<String, String> parts) throws IOException {
        List<String> faults = new ArrayList<>();
        JsonNode manifest = Wire.JSON.readTree(bytes(folder + "/" + MANIFEST)).get("parts");
        Set<String> listed = new TreeSet<>();
        manifest.fieldNames().forEachRemaining(listed::add);
        if (!listed.equals(parts.keySet())) {
            faults.add(folder + " has " + parts.keySet() + ", and its manifest says " + listed);
        }
        for (String part : parts.keySet()) {
            String sum = sha256(bytes(folder + "/" + part));
            parts.put(part, sum);
            if (!sum.equals(manifest.path(part).path("sha256").asText())) {
                faults.add(folder + "/" + part + " is not what its manifest says");
            }
        }
        return faults;
    }

    /** Nothing is to stay but what has a name, the newest two checkpoints, and the ends of epochs that may be asked back. */
    private List<String> notLetGo(Set<String> folders, Set<String> named, Set<Integer> retained) {
        List<String> checkpoints = folders.stream()
                .filter(folder -> folder.startsWith(prefix() + "checkpoints/"))
                .toList();
        Set<String> kept = new TreeSet<>(named);
        kept.addAll(checkpoints.subList(Math.max(0, checkpoints.size() - NEWEST), checkpoints.size()));
        return folders.stream()
                .filter(folder -> !kept.contains(folder))
                .filter(folder -> !(checkpoints.contains(folder) && isEnd(folder) && retained.contains(epoch(folder))))
                .map(folder -> folder + " is still there, and nobody needs it")
                .toList();
    }

    private static boolean isEnd(String folder) {
        return folder.split("/", -1)[3].split("-", -1)[2].equals("e");
    }

    private static int epoch(String folder) {
        return Integer.parseInt(folder.split("/", -1)[3].split("-", -1)[0]);
    }

    /** Without run and attempt. */
    private String place(String key) {
        return key.substring(prefix().length()).replaceFirst("(-[be])-\\d+", "$1");
    }

    private byte[] bytes(String key) throws IOException {
        try (InputStream in = store.get(key).orElseThrow(() -> new FileNotFoundException(key + " is gone"))) {
            return in.readAllBytes();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
