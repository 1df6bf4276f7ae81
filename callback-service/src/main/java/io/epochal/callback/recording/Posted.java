package io.epochal.callback.recording;

import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which epochs of a run were posted. Kept beside its other recordings and replaced before each POST, so that nobody hears of an epoch
 * twice.
 *
 * @param callbacks the run's list
 * @param epochs the last one, by the position of the callback in the list
 */
record Posted(List<Map<String, Object>> callbacks, Map<Integer, Integer> epochs) {
    private static final String FILE = ".posted.json";

    boolean covers(int position, int epoch) {
        return epochs.getOrDefault(position, -1) >= epoch;
    }

    Posted with(int position, int epoch) {
        Map<Integer, Integer> next = new TreeMap<>(epochs);
        next.put(position, epoch);
        return new Posted(callbacks, next);
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
