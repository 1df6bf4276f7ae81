package io.epochal.callback.recording.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.policy.ReservedNames;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which epochs of a run were posted. Stored beside its other recordings and replaced before each POST, so that no epoch is posted
 * twice. Headers may hold secrets, so only its owner may read the file.
 *
 * @param monitors every RemoteMonitor of the run's list as the list has it, by its position
 * @param epochs the last one, by target: a monitor's position may change
 */
record PostedEpochs(Map<Integer, Map<String, Object>> monitors, Map<URI, Integer> epochs) {
    static final PostedEpochs NONE = new PostedEpochs(Map.of(), Map.of());
    private static final int MOST_TARGETS = 1000;

    /** Whether the epoch, or a later one, was posted there. */
    boolean cover(URI target, int epoch) {
        return epochs.getOrDefault(target, -1) >= epoch;
    }

    PostedEpochs with(URI target, int epoch) throws UnrecordableException {
        Map<URI, Integer> next = new TreeMap<>(epochs);
        next.put(target, epoch);
        if (next.size() > MOST_TARGETS) {
            throw new UnrecordableException("one run may post to " + MOST_TARGETS + " targets, and it has");
        }
        return new PostedEpochs(monitors, next);
    }

    PostedEpochs with(Map<Integer, Map<String, Object>> others) {
        return new PostedEpochs(others, epochs);
    }

    static Optional<PostedEpochs> readFrom(RecordingRoot root, String run) throws IOException {
        Optional<byte[]> bytes = root.read(file(root, run));
        try {
            return bytes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Wire.JSON.readValue(bytes.get(), PostedEpochs.class));
        } catch (JsonProcessingException e) {
            throw new UnrecordableException(
                    root.shown(file(root, run)) + " is not this recorder's: it is left as it is", e);
        }
    }

    void writeTo(RecordingRoot root, String run) throws IOException {
        root.replacePrivate(file(root, run), Wire.JSON.writeValueAsBytes(this));
    }

    private static Path file(RecordingRoot root, String run) {
        return root.path().resolve(run).resolve(ReservedNames.POSTED + ".json");
    }
}
