package io.epochal.callback.recording.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.policy.alert.ToldSince;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The files in which it is remembered what was told: one of each run, and one of when each rule was new. */
final class AlertMemory {
    private static final String FOLDER = ".alerts";
    private static final String ENDING = ".json";

    private final RecordingRoot root;

    AlertMemory(Path root) {
        this.root = new RecordingRoot(root);
    }

    /** The names of the runs of which there is a file. */
    List<String> runs() throws IOException {
        Path folder = root.path().resolve(FOLDER).resolve("runs");
        List<String> runs = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return runs;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String run = name.substring(0, name.length() - ENDING.length());
                if (Identifier.isValid(run)) {
                    runs.add(run);
                }
            }
        }
        return runs;
    }

    Optional<StoredAlerts> read(String run) throws IOException {
        return read(file(run), StoredAlerts.class)
                .filter(stored -> stored.state().run().equals(run));
    }

    void write(StoredAlerts stored) throws IOException {
        root.replace(file(stored.state().run()), Wire.JSON.writeValueAsBytes(stored));
    }

    void delete(String run) throws IOException {
        root.delete(file(run));
    }

    /** From when on each of these rules tells; a rule that was not there before begins now. */
    ToldSince since(Set<String> rules, Instant now) throws IOException {
        Path file = root.path().resolve(FOLDER).resolve("since" + ENDING);
        Optional<ToldSince> before = read(file, ToldSince.class);
        Map<String, Instant> all = new TreeMap<>();
        for (String rule : rules) {
            Instant known = before.map(ToldSince::rules).orElse(Map.of()).get(rule);
            all.put(rule, known == null ? now : known);
        }
        ToldSince since = new ToldSince(before.map(ToldSince::all).orElse(now), all);
        if (!before.equals(Optional.of(since))) {
            root.replace(file, Wire.JSON.writeValueAsBytes(since));
        }
        return since;
    }

    private <T> Optional<T> read(Path file, Class<T> type) throws IOException {
        Optional<byte[]> bytes = root.read(file);
        try {
            return bytes.isEmpty() ? Optional.empty() : Optional.ofNullable(Wire.JSON.readValue(bytes.get(), type));
        } catch (JsonProcessingException e) {
            throw new UnrecordableException(
                    root.shown(file) + " is not this recorder's: delete it, or move it away", e);
        }
    }

    private Path file(String run) {
        return root.path().resolve(FOLDER).resolve("runs").resolve(run + ENDING);
    }
}
