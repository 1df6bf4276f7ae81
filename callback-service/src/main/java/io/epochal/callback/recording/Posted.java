package io.epochal.callback.recording;

import io.epochal.protocol.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which epochs of a run were posted. Kept beside its other recordings and replaced before each POST, so that nobody hears of an epoch
 * twice.
 *
 * @param monitors the settings of every RemoteMonitor of the run's list, by their places in it
 * @param epochs the last one, by where it was posted to: a monitor's place may change
 */
record Posted(Map<Integer, Map<String, Object>> monitors, Map<URI, Integer> epochs) {
    private static final String FILE = ".posted.json";
    static final Posted NOTHING = new Posted(Map.of(), Map.of());

    boolean covers(URI target, int epoch) {
        return epochs.getOrDefault(target, -1) >= epoch;
    }

    Posted with(URI target, int epoch) {
        Map<URI, Integer> next = new TreeMap<>(epochs);
        next.put(target, epoch);
        return new Posted(monitors, next);
    }

    Posted under(Map<Integer, Map<String, Object>> others) {
        return new Posted(others, epochs);
    }

    static Optional<Posted> readFrom(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        return Files.exists(file)
                ? Optional.of(Wire.JSON.readValue(Files.readAllBytes(file), Posted.class))
                : Optional.empty();
    }

    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        WholeFile.replace(folder.resolve(FILE), Wire.JSON.writeValueAsBytes(this));
    }
}
