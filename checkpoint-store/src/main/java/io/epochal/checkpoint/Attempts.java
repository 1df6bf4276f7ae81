package io.epochal.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.epochal.protocol.field.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at a run. Each is claimed by one writer, whatever else happens, and only then it chooses what it resumes from: by then
 * its predecessor deletes nothing any more that it could choose.
 *
 * <pre>
 *   runs/RUN/attempts/2.json     who has claimed it
 *   runs/RUN/beginnings/2.json   what it resumes from; or that it never began, written by the next claimant
 * </pre>
 */
public final class Attempts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_ERROR = 2000;

    /** Nine digits, so that every number that matches is one. */
    private static final Pattern CLAIM = Pattern.compile("([1-9]\\d{0,8})\\.json");

    private final ObjectStore store;
    private final String prefix;
    private final String beginnings;
    private final String errors;
    private final Map<Integer, Claim> known = new ConcurrentHashMap<>();

    public Attempts(ObjectStore store, String run) {
        this.store = store;
        String keys = RunKeys.prefix(run);
        this.prefix = keys + "attempts/";
        this.beginnings = keys + "beginnings/";
        this.errors = keys + "errors/";
    }

    /**
     * Who claims an attempt.
     *
     * @param owner for the reader of the claims
     * @param ticket by which the queue handed the run out; two tickets for one run are possible, two owners of one, too
     * @param again whether the owner had the attempt before, too, and nothing has died in between
     */
    public record Claimant(String owner, String ticket, boolean again) {}

    /**
     * Where an attempt began.
     *
     * @param begun false when it was given up before
     * @param from a checkpoint's key; null for the run's beginning
     */
    public record Beginning(boolean begun, @Nullable String from) {
        static final Beginning NEVER = new Beginning(false, null);
    }

    /** An attempt as far as it is known. */
    public record Claim(Claimant by, Beginning beginning) {}

    /**
     * Claims the next attempt and returns its number, from 1. Empty when another writer has claimed since {@code known} was the
     * last. Earlier attempts that have not begun cannot begin any more.
     */
    public Optional<Integer> claim(int known, Claimant by) throws IOException {
        int attempt = known + 1;
        if (!store.putIfAbsent(prefix + attempt + ".json", content(by))) {
            return Optional.empty();
        }
        Set<String> begun = Set.copyOf(store.list(beginnings));
        for (int earlier = 1; earlier < attempt; earlier++) {
            if (!begun.contains(beginning(earlier))) {
                store.putIfAbsent(beginning(earlier), content(Beginning.NEVER));
            }
        }
        return Optional.of(attempt);
    }

    /**
     * Stores what a claimed attempt resumes from; false when another one has been claimed meanwhile.
     *
     * @param from a checkpoint's key, chosen after the claim; null for the run's beginning
     */
    public boolean begin(int attempt, @Nullable String from) throws IOException {
        return store.putIfAbsent(beginning(attempt), content(new Beginning(true, from)));
    }

    /** The highest that was claimed; 0 for none. */
    public int last() throws IOException {
        SortedSet<Integer> numbers = numbers();
        return numbers.isEmpty() ? 0 : numbers.last();
    }

    /** All claims by their number. */
    public SortedMap<Integer, Claim> claims() throws IOException {
        SortedMap<Integer, Claim> claims = new TreeMap<>();
        for (int attempt : numbers()) {
            Claim claim = known.get(attempt);
            claims.put(attempt, claim == null ? read(attempt) : claim);
        }
        return claims;
    }

    private SortedSet<Integer> numbers() throws IOException {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (String key : store.list(prefix)) {
            Matcher name = CLAIM.matcher(key.substring(prefix.length()));
            // An object with another name is no claim.
            if (name.matches()) {
                numbers.add(Integer.valueOf(name.group(1)));
            }
        }
        return numbers;
    }

    private Claim read(int attempt) throws IOException {
        String key = prefix + attempt + ".json";
        Claimant claimant = read(key, Claimant.class).orElseThrow(() -> new FileNotFoundException(key + " is gone"));
        Optional<Beginning> beginning = read(beginning(attempt), Beginning.class);
        Claim claim = new Claim(claimant, beginning.orElse(Beginning.NEVER));
        if (beginning.isPresent()) {
            // Both are written once.
            known.put(attempt, claim);
        }
        return claim;
    }

    private String beginning(int attempt) {
        return beginnings + attempt + ".json";
    }

    private static Content content(Object value) throws IOException {
        return Content.of(JSON.writeValueAsBytes(value));
    }

    private <T> Optional<T> read(String key, Class<T> type) throws IOException {
        Optional<InputStream> found = store.get(key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = found.get()) {
            return Optional.of(JSON.readValue(in, type));
        }
    }

    /** Stores the error that an attempt died of, for the trainer that gives the run up. */
    public void leaveError(int attempt, String error) throws IOException {
        String shown = Printable.of(error, LONGEST_ERROR);
        store.put(errors + attempt + ".txt", Content.of(shown.getBytes(StandardCharsets.UTF_8)));
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
