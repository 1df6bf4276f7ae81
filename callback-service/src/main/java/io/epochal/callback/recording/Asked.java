package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run has asked to be written in one folder, which a person may change in its course. Kept beside the files and replaced when
 * it changes.
 *
 * @param file the files' name, in which later attempts write on
 * @param changes oldest first
 */
record Asked(String file, List<Change> changes) {
    private static final String FILE = ".recorded.json";

    /** @param settings that hold from this event on; null for nothing to be written */
    record Change(Moment since, @Nullable TensorBoardSettings settings) {}

    /** Nothing yet, in files of this name. */
    static Asked nothing(String file) {
        return new Asked(file, List.of());
    }

    Optional<TensorBoardSettings> settings() {
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(changes.get(changes.size() - 1).settings());
    }

    Asked with(Moment since, Optional<TensorBoardSettings> settings) {
        List<Change> all = new ArrayList<>(changes);
        all.add(new Change(since, settings.orElse(null)));
        return new Asked(file, List.copyOf(all));
    }

    /** As it stood before this event. */
    Asked before(Moment firstVoid) {
        return new Asked(
                file,
                changes.stream()
                        .filter(change -> change.since().isBefore(firstVoid))
                        .toList());
    }

    static Optional<Asked> readFrom(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Wire.JSON.readValue(Files.readAllBytes(file), Asked.class));
        } catch (JsonProcessingException e) {
            throw new Unreadable(file + " is not a recorder's; it is written anew when the service starts again", e);
        }
    }

    /** As {@link #readFrom}; empty also for one that was torn. */
    static Optional<Asked> readable(Path folder) throws IOException {
        try {
            return Files.isDirectory(folder) ? readFrom(folder) : Optional.empty();
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }

    static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }

    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        WholeFile.replace(folder.resolve(FILE), Wire.JSON.writeValueAsBytes(this));
    }

    private static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        Unreadable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
