package io.epochal.cli.spec;

import io.epochal.callback.policy.Replay;
import io.epochal.protocol.Direction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The history that {@code replay} gives to callbacks.
 *
 * @param learningRate at the start
 * @param epochs what was measured in each
 * @param metrics the names beside the loss, as {@code compile} takes them: without {@code val_}
 * @param directions of metrics and logs whose names do not tell it
 */
public record ReplayHistory(
        double learningRate, List<Replay.Measured> epochs, List<String> metrics, Map<String, Direction> directions) {
    private static final String VALIDATION = "val_";
    private static final String RATE = "learning_rate";
    private static final int LIMIT = 16 << 20;

    /**
     * Reads a file of at most 16 MiB in one of {@link HistoryFile}'s formats.
     *
     * @param separator of a CSVLogger file, or empty to detect it
     * @param learningRate where the file does not have it
     */
    public static ReplayHistory read(Path file, String separator, double learningRate) throws UsageException {
        TextFile text = TextFile.read(file, HistoryFile.FORMATS, LIMIT);
        return withoutRate(HistoryFile.read(text, separator), learningRate);
    }

    /** A logged rate is what a callback wrote: the first one is the rate at the start, and none is a measurement. */
    private static ReplayHistory withoutRate(List<Replay.Measured> epochs, double otherwise) {
        double first =
                epochs.isEmpty() ? otherwise : epochs.get(0).logs().get(RATE).orElse(otherwise);
        List<Replay.Measured> measured = epochs.stream()
                .map(one -> new Replay.Measured(one.epoch(), one.logs().without(RATE), one.batches()))
                .toList();
        return new ReplayHistory(first, measured, metrics(measured), Map.of());
    }

    private static List<String> metrics(List<Replay.Measured> epochs) {
        TreeSet<String> names = new TreeSet<>();
        epochs.forEach(epoch -> epoch.logs().values().keySet().forEach(name -> names.add(compiled(name))));
        names.remove("loss");
        return List.copyOf(names);
    }

    private static String compiled(String log) {
        return log.startsWith(VALIDATION) ? log.substring(VALIDATION.length()) : log;
    }
}
