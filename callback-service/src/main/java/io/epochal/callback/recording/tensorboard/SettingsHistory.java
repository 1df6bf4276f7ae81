package io.epochal.callback.recording.tensorboard;

import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.EventPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a recording is written under, which a user may change while the run is under way. Stored as JSON beside the
 * files and replaced when they change.
 *
 * @param file the event files' name, which later attempts keep
 * @param changes oldest first
 */
record SettingsHistory(String file, List<Change> changes) {
    private static final int MOST_CHANGES = 1000;

    /** @param settings that hold from this event on; null for nothing to be written */
    record Change(EventPosition since, @Nullable TensorBoardSettings settings) {}

    /** No settings yet, in files of this name. */
    static SettingsHistory empty(String file) {
        return new SettingsHistory(file, List.of());
    }

    Optional<TensorBoardSettings> current() {
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(changes.get(changes.size() - 1).settings());
    }

    SettingsHistory with(EventPosition since, Optional<TensorBoardSettings> settings) throws UnrecordableException {
        if (changes.size() >= MOST_CHANGES) {
            throw new UnrecordableException("its settings were changed " + MOST_CHANGES + " times");
        }
        List<Change> all = new ArrayList<>(changes);
        all.add(new Change(since, settings.orElse(null)));
        return new SettingsHistory(file, List.copyOf(all));
    }

    /** The changes before this event. */
    SettingsHistory before(EventPosition firstVoid) {
        return new SettingsHistory(
                file,
                changes.stream()
                        .filter(change -> change.since().isBefore(firstVoid))
                        .toList());
    }
}
