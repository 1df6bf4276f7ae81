package io.epochal.cli.spec;

import io.epochal.callback.policy.Replay;
import io.epochal.cli.command.Screen;
import io.epochal.cli.command.StackOption;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.KafkaCluster;
import io.epochal.cli.timeline.KafkaSession;
import io.epochal.protocol.Identifier;
import io.epochal.protocol.Printable;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A history that a person hands to {@code replay}: a file in one of its forms, or a run. */
public final class ReplayHistory {
    private static final String VALIDATION = "val_";
    private static final String RATE = "learning_rate";
    private static final int LIMIT = 16 << 20;

    private ReplayHistory() {}

    /** @param learningRate at the start */
    public record History(double learningRate, List<Replay.Measured> epochs) {
        /** What was measured beside the loss, if only in validation, counts as compiled. */
        public List<String> metrics() {
            TreeSet<String> names = new TreeSet<>();
            epochs.forEach(epoch -> epoch.logs().values().keySet().forEach(name -> names.add(compiled(name))));
            names.remove("loss");
            return List.copyOf(names);
        }

        private static String compiled(String log) {
            return log.startsWith(VALIDATION) ? log.substring(VALIDATION.length()) : log;
        }
    }

    /**
     * Reads it.
     *
     * @param separator of a CSVLogger file, or empty to find it
     * @param stack to ask when it is no file but a run
     */
    public static History history(String from, String separator, double learningRate, StackOption stack)
            throws Exception {
        Path file = path(from);
        if (Files.exists(file)) {
            TextFile text = TextFile.read(file, HistoryFile.FORMS, LIMIT);
            return started(HistoryFile.read(text, separator), learningRate);
        }
        if (!Identifier.isValid(from)) {
            throw new UsageException("--history " + Printable.of(from, 200)
                    + ": there is no such file, and no run can be called so; it must be " + HistoryFile.FORMS
                    + ", or a run's id");
        }
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            return run(from, opened.kafka());
        }
    }

    private static Path path(String from) throws UsageException {
        try {
            return Path.of(from);
        } catch (InvalidPathException e) {
            throw new UsageException("--history: no file can be called so: " + e.getReason());
        }
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
    private static History run(String run, KafkaCluster kafka) throws Exception {
        SortedMap<Integer, Replay.Measured> epochs = new TreeMap<>();
        SortedMap<Integer, Double> rates = new TreeMap<>();
        try (KafkaSession line = KafkaSession.anywhere(kafka, run, Topic.EVENTS)
                .wanting(Set.of(EpochEnded.class))
                .fromTheBeginning()) {
            line.hearAll(event -> {
                if (event instanceof EpochEnded ended) {
                    epochs.put(ended.epoch(), new Replay.Measured(ended.epoch(), ended.metrics(), List.of()));
                    rates.put(ended.epoch(), ended.learningRate());
                }
            });
        }
        if (epochs.isEmpty()) {
            throw new UsageException(run + " is neither a file nor a run that has trained an epoch");
        }
        return new History(rates.values().iterator().next(), List.copyOf(epochs.values()));
    }
}
