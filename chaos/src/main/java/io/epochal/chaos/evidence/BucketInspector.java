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

/** Inspects what is stored of one run, byte by byte and without the library that wrote it. */
public record BucketInspector(ObjectStore store, String run) {
    private static final Pattern OWNER = Pattern.compile("pid (\\d+)");
    private static final int NEWEST = 2;
    private static final String MANIFEST = "manifest.json";

    /** Whether the run has ended. */
    boolean ended() throws IOException {
        return !store.list(endMarker()).isEmpty();
    }

    /** How often the run has been claimed. */
    int attempts() throws IOException {
        return new Attempts(store, run).last();
    }

    /** The id of the process that has claimed the run last; -1 for none. */
    long owner() throws IOException {
        long owner = -1;
        for (Attempts.Claim claim : new Attempts(store, run).claims().values()) {
            Matcher pid = OWNER.matcher(claim.by().owner());
            owner = pid.find() ? Long.parseLong(pid.group(1)) : -1;
        }
        return owner;
    }

    /**
     * What is stored now.
     *
     * @param retained epochs whose weights a verdict could still have restored when the run ended
     */
    public StoredObjects inspect(Set<Integer> retained) throws IOException {
        List<String> faults = new ArrayList<>();
        SortedMap<String, SortedMap<String, String>> folders = folders(faults);
        SortedMap<String, String> names = new TreeMap<>();
        Set<String> named = new TreeSet<>();
        for (Map.Entry<String, String> entry : pointers().entrySet()) {
            JsonNode pointer = Wire.JSON.readTree(bytes(entry.getValue()));
            String checkpoint = pointer.get("checkpoint").asText();
            named.add(checkpoint);
            if (!folders.containsKey(checkpoint)) {
                faults.add(entry.getValue() + " points to " + checkpoint + ", which does not exist");
            }
            Map<String, String> parts = folders.getOrDefault(checkpoint, new TreeMap<>());
            names.put(
                    entry.getKey(),
                    place(checkpoint) + " " + pointer.get("weights").asText() + " " + parts);
        }
        faults.addAll(undeleted(folders.keySet(), named, retained));
        return new StoredObjects(names, List.copyOf(faults));
    }

    /** Each name with its last pointer: of the highest attempt, at its highest step. */
    private SortedMap<String, String> pointers() throws IOException {
        String names = prefix() + "names/";
        SortedMap<String, String> pointers = new TreeMap<>();
        store.list(names).stream()
                .sorted()
                .forEach(key -> pointers.put(key.substring(names.length(), key.lastIndexOf('/')), key));
        return pointers;
    }

    /** Deletes everything except the mark of the end: a redelivered request may still be in the queue. */
    public void clear() throws IOException {
        store.delete(store.list(prefix()).stream()
                .filter(key -> !key.equals(endMarker()))
                .toList());
    }

    private String endMarker() {
        return prefix() + "ended";
    }

    private String prefix() {
        return "runs/" + run + "/";
    }

    /** The parts of each checkpoint and model with their SHA-256, without {@code state.json}, which differs from run to run. */
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
            faults.add(folder + " has " + parts.keySet() + ", and its manifest lists " + listed);
        }
        for (String part : parts.keySet()) {
            String sum = sha256(bytes(folder + "/" + part));
            parts.put(part, sum);
            if (!sum.equals(manifest.path(part).path("sha256").asText())) {
                faults.add(folder + "/" + part + " does not match its manifest");
            }
        }
        return faults;
    }

    /** Only named checkpoints, the newest two, and the ends of retained epochs may be left. */
    private List<String> undeleted(Set<String> folders, Set<String> named, Set<Integer> retained) {
        List<String> checkpoints = folders.stream()
                .filter(folder -> folder.startsWith(prefix() + "checkpoints/"))
                .toList();
        Set<String> kept = new TreeSet<>(named);
        kept.addAll(checkpoints.subList(Math.max(0, checkpoints.size() - NEWEST), checkpoints.size()));
        return folders.stream()
                .filter(folder -> !kept.contains(folder))
                .filter(folder -> !(checkpoints.contains(folder) && isEnd(folder) && retained.contains(epoch(folder))))
                .map(folder -> folder + " was not deleted, and is not needed")
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
        try (InputStream in = store.get(key).orElseThrow(() -> new FileNotFoundException(key + " is missing"))) {
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
