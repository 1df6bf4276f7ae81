package io.epochal.callback.recording.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.recording.folder.ReservedNames;
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
 * Which epochs of a run were posted. Kept beside its other recordings and replaced before each POST, so that nobody hears of an epoch
 * twice. Headers may hold secrets, so the file is its owner's.
 *
 * @param monitors the settings of every RemoteMonitor of the run's list, by their places in it
 * @param epochs the last one, by where it was posted to: a monitor's place may change
 */
record PostedEpochs(Map<Integer, Map<String, Object>> monitors, Map<URI, Integer> epochs) {
    static final PostedEpochs NOTHING = new PostedEpochs(Map.of(), Map.of());
    private static final int MOST_TARGETS = 1000;

    boolean covers(URI target, int epoch) {
        return epochs.getOrDefault(target, -1) >= epoch;
    }

    PostedEpochs with(URI target, int epoch) throws UnrecordableException {
        Map<URI, Integer> next = new TreeMap<>(epochs);
        next.put(target, epoch);
        if (next.size() > MOST_TARGETS) {
            throw new UnrecordableException("one run may post to " + MOST_TARGETS + " targets, and has");
        }
        return new PostedEpochs(monitors, next);
    }

    PostedEpochs under(Map<Integer, Map<String, Object>> others) {
        return new PostedEpochs(others, epochs);
    }

    static Optional<PostedEpochs> readFrom(RecordingRoot root, String run) throws IOException {
        Optional<byte[]> bytes = root.read(file(root, run));
        try {
            return bytes.isEmpty() ? Optional.empty() : Optional.of(Wire.JSON.readValue(bytes.get(), PostedEpochs.class));
        } catch (JsonProcessingException e) {
            throw new UnrecordableException(
                    root.shown(file(root, run)) + " is not this recorder's: it is left alone", e);
        }
    }

    void writeTo(RecordingRoot root, String run) throws IOException {
        root.replacePrivate(file(root, run), Wire.JSON.writeValueAsBytes(this));
    }

    private static Path file(RecordingRoot root, String run) {
        return root.path().resolve(run).resolve(ReservedNames.POSTED);
    }
}
