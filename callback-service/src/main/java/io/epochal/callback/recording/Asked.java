package io.epochal.callback.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Wire;
import java.io.IOException;
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
    private static final int MOST_CHANGES = 1000;

    /** @param settings that hold from this event on; null for nothing to be written */
    record Change(EventPosition since, @Nullable TensorBoardSettings settings) {}

    /** Nothing yet, in files of this name. */
    static Asked nothing(String file) {
        return new Asked(file, List.of());
    }

    Optional<TensorBoardSettings> settings() {
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(changes.get(changes.size() - 1).settings());
    }

    Asked with(EventPosition since, Optional<TensorBoardSettings> settings) throws UnrecordableException {
        if (changes.size() >= MOST_CHANGES) {
            throw new UnrecordableException("its settings were changed " + MOST_CHANGES + " times");
        }
        List<Change> all = new ArrayList<>(changes);
        all.add(new Change(since, settings.orElse(null)));
        return new Asked(file, List.copyOf(all));
    }

    /** As it stood before this event. */
    Asked before(EventPosition firstVoid) {
        return new Asked(
                file,
                changes.stream()
                        .filter(change -> change.since().isBefore(firstVoid))
                        .toList());
    }

    /** Empty when there is none, or none that can be read. */
    static Optional<Asked> readFrom(RecordingRoot root, Path file) throws IOException {
        try {
            Optional<byte[]> bytes = root.hasFile(file) ? root.read(file) : Optional.empty();
            return bytes.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(Wire.JSON.readValue(bytes.get(), Asked.class))
                            .filter(asked -> EventFiles.isName(asked.file()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    void writeTo(RecordingRoot root, Path file) throws IOException {
        root.replace(file, Wire.JSON.writeValueAsBytes(this));
    }
}
