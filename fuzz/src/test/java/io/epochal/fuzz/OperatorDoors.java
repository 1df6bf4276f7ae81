package io.epochal.fuzz;

import io.epochal.callback.recording.alert.AlertsFile;
import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the operator writes, and what lies in the store. */
final class OperatorDoors {
    private static final String ALERTS =
            """
            destinations:
              ops: {url: 'https://hooks.example.org/epochal?k=1', format: cloudevents, secret-file: secret}
              chat: {url: 'https://hooks.example.org/x', format: slack}
            rules:
              - {name: failed, on: run_failed, to: [ops, chat], runs: 'mnist-*'}
              - {name: low, on: metric, when: 'val_accuracy < 0.5', to: chat}
              - {name: late, on: run_overdue, after: 2h, to: ops}
            """;
    private static final CheckpointId ID = new CheckpointId(0, 1, 8, true);

    private OperatorDoors() {}

    static List<Door> all() throws IOException {
        return List.of(
                new Door(
                        "alerts files",
                        4,
                        List.of(Doors.text(ALERTS)),
                        Damage.anyOf(new DamagedText(), new DamagedText(), new DamagedBytes())
                                .repeated(),
                        OperatorDoors::alerts,
                        List.of(IllegalArgumentException.class)),
                new Door(
                        "manifests of checkpoints",
                        4,
                        List.of(manifest()),
                        Damage.anyOf(new DamagedJson(), new DamagedJson(), new DamagedBytes())
                                .repeated(),
                        (input, folder) -> checkpoint(input),
                        List.of(IOException.class)));
    }

    private static void alerts(byte[] input, Path folder) throws IOException {
        Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        var unused = AlertsFile.read(Files.write(folder.resolve("alerts.yaml"), input));
    }

    private static InMemoryObjectStore store() throws IOException {
        InMemoryObjectStore store = new InMemoryObjectStore();
        var unused = new Checkpoints(store, "run").save(ID, Map.of("model.safetensors", Content.of(new byte[100])));
        return store;
    }

    private static String place(InMemoryObjectStore store) throws IOException {
        return store.list("").stream()
                .filter(key -> key.endsWith("manifest.json"))
                .findFirst()
                .orElseThrow(() -> new IOException("a checkpoint without a manifest"));
    }

    private static byte[] manifest() throws IOException {
        InMemoryObjectStore store = store();
        return store.get(place(store)).orElseThrow().readAllBytes();
    }

    private static void checkpoint(byte[] input) throws IOException {
        InMemoryObjectStore store = store();
        store.put(place(store), Content.of(input));
        Checkpoints.Newest newest = new Checkpoints(store, "run").newest();
        if (newest.checkpoint().isEmpty()) {
            throw new IOException(String.join("; ", newest.skipped()));
        }
    }
}
