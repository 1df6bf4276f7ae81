package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The places that one recorder has written from one partition of the log. It lies among them, so whoever deletes everything deletes
 * it too, and that is how it is noticed.
 *
 * @param complete whether it goes back to the log's beginning
 * @param places relative to the recordings' root
 */
record Ledger(boolean complete, SortedSet<String> places) {
    /** For a log that is read from its beginning. */
    static final Ledger AT_THE_BEGINNING = new Ledger(true, new TreeSet<>());

    /** For one whose beginning was read before and is not known any more. */
    static final Ledger IN_BETWEEN = new Ledger(false, new TreeSet<>());

    /** Empty when there is none, or none that can be read: either way nobody knows what was written. */
    static Optional<Ledger> readFrom(Path file) throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Wire.JSON.readValue(Files.readAllBytes(file), Ledger.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    Ledger with(String place) {
        SortedSet<String> all = new TreeSet<>(places);
        all.add(place);
        return new Ledger(complete, all);
    }

    Ledger without(String place) {
        SortedSet<String> rest = new TreeSet<>(places);
        rest.remove(place);
        return new Ledger(complete, rest);
    }

    void writeTo(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        WholeFile.replace(file, Wire.JSON.writeValueAsBytes(this));
    }
}
