package io.epochal.callback.policy;

import io.epochal.protocol.Direction;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingParams;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a callback may know of its compiled model and its run when it is read.
 *
 * @param metrics compiled ones, by name; with {@code loss} they are what a batch has logs of
 * @param logs the names that an epoch's logs can have where the callback stands
 * @param directions of metrics and logs whose names do not tell it
 * @param useEma whether the optimizer keeps a moving average of the weights
 * @param weights those in the model at an epoch's end where the callback stands
 * @param validated those that the callbacks before it leave in the model for validation
 */
record CompileContext(
        List<String> metrics,
        Set<String> logs,
        Map<String, Direction> directions,
        Semantics semantics,
        boolean useEma,
        ModelWeights weights,
        ModelWeights validated) {
    CompileContext {
        logs = Set.copyOf(logs);
    }

    static CompileContext of(TrainingParams params) {
        Set<String> names = new TreeSet<>(params.metrics());
        names.add("loss");
        if (params.validates()) {
            List.copyOf(names).forEach(name -> names.add("val_" + name));
        }
        names.addAll(params.directions().keySet());
        return new CompileContext(
                params.metrics(),
                names,
                params.directions(),
                params.semantics(),
                params.useEma(),
                ModelWeights.TRAINED,
                ModelWeights.TRAINED);
    }

    /** Of a replay: only what was measured can be named, and the optimizer may be any. */
    static CompileContext of(Replay.Case replayed) {
        Set<String> logs = new TreeSet<>();
        for (Replay.Measured measured : replayed.history()) {
            logs.addAll(measured.logs().values().keySet());
        }
        List<String> compiled = List.copyOf(new HashSet<>(replayed.metrics()));
        return new CompileContext(
                compiled,
                logs,
                replayed.directions(),
                replayed.semantics(),
                true,
                ModelWeights.TRAINED,
                ModelWeights.TRAINED);
    }

    /** As the next callback of the list finds it. */
    CompileContext behind(Callback callback) {
        Set<String> all = new TreeSet<>(logs);
        all.addAll(callback.leaves());
        return new CompileContext(
                metrics,
                all,
                directions,
                semantics,
                useEma,
                callback.leavesWeights(weights),
                callback.validatesOn(validated));
    }

    /**
     * In which direction a log improves, as Keras' mode auto finds it from the compiled metrics; empty for a log that it does not know.
     *
     * @param log with its {@code val_}
     */
    Optional<Direction> direction(String log) {
        String metric = log.startsWith("val_") ? log.substring("val_".length()) : log;
        Optional<Direction> told = MetricDirection.told(log, directions);
        if (told.isPresent()) {
            return told;
        }
        boolean compiled = metric.equals("loss") || metrics.contains(metric);
        return compiled
                ? MetricDirection.ofLog(log).map(greater -> greater ? Direction.MAX : Direction.MIN)
                : Optional.empty();
    }

    /** The names that a checkpoint's name can have fields for: logs and counts, at an epoch's end or at a batch. */
    Set<String> fillable(boolean atEpochs) {
        Set<String> names = new TreeSet<>(atEpochs ? logs : metrics);
        names.addAll(atEpochs ? Set.of("epoch") : Set.of("loss", "epoch", "batch"));
        return names;
    }
}
