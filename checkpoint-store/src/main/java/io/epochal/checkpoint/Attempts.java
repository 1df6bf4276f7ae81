package io.epochal.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The attempts at a run. Each is claimed by one writer, whatever else happens. */
public final class Attempts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectStore store;
    private final String prefix;
    private final String errors;

    public Attempts(ObjectStore store, String run) {
        this.store = store;
        this.prefix = "runs/" + run + "/attempts/";
        this.errors = "runs/" + run + "/errors/";
    }

    /**
     * Who claimed, and what it goes on from.
     *
     * @param from a checkpoint's key; null for the beginning
     * @param again whether the claimant had the attempt before, too, and nothing has died in between
     */
    public record Claim(String owner, @Nullable String from, boolean again) {
        /** By somebody who did not have the attempt before. */
        public Claim(String owner, @Nullable String from) {
            this(owner, from, false);
        }
    }

    /**
     * Claims the next attempt and returns its number, from 1. Empty when somebody else has claimed since {@code known} was the
     * last: what that one goes on from is then to be looked at anew.
     */
    public Optional<Integer> claim(int known, Claim claim) throws IOException {
        Content content = Content.of(JSON.writeValueAsBytes(claim));
        int attempt = known + 1;
        return store.putIfAbsent(prefix + attempt + ".json", content) ? Optional.of(attempt) : Optional.empty();
    }

    /** The highest that was claimed; 0 for none. */
    public int last() throws IOException {
        return store.list(prefix).size();
    }

    /** All claims by their number. */
    public SortedMap<Integer, Claim> claims() throws IOException {
        SortedMap<Integer, Claim> claims = new TreeMap<>();
        for (String key : store.list(prefix)) {
            String number = key.substring(prefix.length(), key.length() - ".json".length());
            try (InputStream in = store.get(key).orElseThrow(() -> new FileNotFoundException(key + " is gone"))) {
                claims.put(Integer.valueOf(number), JSON.readValue(in, Claim.class));
            }
        }
        return claims;
    }

    /** What an attempt died of, for whoever gives the run up. */
    public void leaveError(int attempt, String error) throws IOException {
        store.put(errors + attempt + ".txt", Content.of(error.getBytes(StandardCharsets.UTF_8)));
    }

    /** The error of the highest attempt that has left one. */
    public Optional<String> lastError() throws IOException {
        for (int attempt = last(); attempt > 0; attempt--) {
            Optional<InputStream> found = store.get(errors + attempt + ".txt");
            if (found.isPresent()) {
                try (InputStream in = found.get()) {
                    return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return Optional.empty();
    }
}
