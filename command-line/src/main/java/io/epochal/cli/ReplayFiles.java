package io.epochal.cli;

import io.epochal.callback.policy.Replay;
import io.epochal.protocol.Fields;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** What a person hands to {@code replay}: callbacks in YAML, and a history in one of its forms. */
final class ReplayFiles {
    private static final String RATE = "learning_rate";

    private ReplayFiles() {}

    /** @param learningRate at the start */
    record History(double learningRate, List<Replay.Measured> epochs) {
        /** What was measured beside the loss counts as compiled. */
        List<String> metrics() {
            TreeSet<String> names = new TreeSet<>();
            epochs.forEach(epoch -> names.addAll(epoch.logs().values().keySet()));
            names.removeIf(name -> name.startsWith("val_") || name.equals("loss"));
            return List.copyOf(names);
        }
    }

    static List<Map<String, Object>> callbacks(Path file) throws IOException, Refused {
        if (!Files.isRegularFile(file)) {
            throw new Refused(file + ": there is no such file");
        }
        Object value = YamlTree.value(Files.readString(file));
        return callbacks(
                value instanceof Map<?, ?> spec ? spec : Map.of("callbacks", value == null ? List.of() : value));
    }

    /** Those of an object that has them. */
    static List<Map<String, Object>> callbacks(Map<?, ?> spec) {
        Object list = spec.get("callbacks");
        List<Map<String, Object>> callbacks = new ArrayList<>();
        for (Fields one : Fields.of("", Map.of("callbacks", list == null ? List.of() : list))
                .objects("callbacks")) {
            callbacks.add(one.values());
        }
        return callbacks;
    }

    /** @param stack to ask when it is no file but a run */
    static History history(String from, double learningRate, StackOption stack) throws Exception {
        Path file = Path.of(from);
        if (!Files.isRegularFile(file)) {
            try (Stack opened = stack.read(Screen.open(true))) {
                return run(from, opened.kafka());
            }
        }
        return from.endsWith(".csv") ? csv(file, learningRate) : jsonLines(file, learningRate);
    }

    private static History jsonLines(Path file, double learningRate) throws IOException {
        List<Replay.Measured> epochs = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                Fields epoch = Fields.of(file + ":" + (epochs.size() + 1), Wire.JSON.readValue(line, Map.class));
                epochs.add(ReplayJson.measured(epoch, epochs.size()));
            }
        }
        return started(epochs, learningRate);
    }

    private static History csv(Path file, double learningRate) throws IOException {
        List<Replay.Measured> epochs = new ArrayList<>();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (Reader reader = Files.newBufferedReader(file)) {
            for (CSVRecord row : format.parse(reader)) {
                TreeMap<String, Double> logs = new TreeMap<>();
                row.toMap().forEach((name, text) -> {
                    if (!name.equals("epoch") && !text.equals("NA")) {
                        logs.put(name, number(text));
                    }
                });
                epochs.add(new Replay.Measured(Integer.parseInt(row.get("epoch")), new Metrics(logs), List.of()));
            }
        }
        return started(epochs, learningRate);
    }

    private static double number(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** A logged rate is what a callback wrote; the first one is where the run began, and none is a measurement. */
    private static History started(List<Replay.Measured> epochs, double otherwise) {
        double first =
                epochs.isEmpty() ? otherwise : epochs.get(0).logs().get(RATE).orElse(otherwise);
        List<Replay.Measured> measured = epochs.stream()
                .map(one -> new Replay.Measured(one.epoch(), one.logs().without(RATE), one.batches()))
                .toList();
        return new History(first, measured);
    }

    /** What was measured in a run, from the event log. */
    static History run(String run, Cluster kafka) throws Exception {
        SortedMap<Integer, EpochEnded> epochs = new TreeMap<>();
        try (Line line = new Line(kafka, Topic.EVENTS).fromTheBeginning()) {
            line.hearAll(run, event -> {
                if (event instanceof EpochEnded ended) {
                    epochs.put(ended.epoch(), ended);
                }
            });
        }
        if (epochs.isEmpty()) {
            throw new Refused(run + " is neither a file nor a run that has trained an epoch");
        }
        return new History(
                epochs.values().iterator().next().learningRate(),
                epochs.values().stream()
                        .map(ended -> new Replay.Measured(ended.epoch(), ended.metrics(), List.of()))
                        .toList());
    }
}
