package io.epochal.client.djl;

import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a trainer's evaluators have measured, by the names that Keras would give it: {@code loss}, {@code accuracy}, {@code val_loss}. */
final class EvaluatorMetrics {
    private static final String LOSS = "loss";

    private final Trainer trainer;

    /** @param reader of the values; where it stands before the one that measures them, it would read those of the batch before */
    EvaluatorMetrics(Trainer trainer, TrainingListener reader) {
        this.trainer = trainer;
        List<TrainingListener> before = new ArrayList<>();
        boolean[] found = new boolean[1];
        trainer.notifyListeners(listener -> {
            found[0] |= listener == reader;
            if (!found[0]) {
                before.add(listener);
            }
        });
        if (before.stream().noneMatch(listener -> listener instanceof EvaluatorTrainingListener)) {
            throw new IllegalStateException(
                    "this listener reads what an EvaluatorTrainingListener has measured: add one before "
                            + "it, such as with addTrainingListeners(TrainingListener.Defaults.basic())");
        }
    }

    /** Without the loss. */
    List<String> names() {
        return trainer.getEvaluators().stream()
                .filter(evaluator -> evaluator != trainer.getLoss())
                .map(EvaluatorMetrics::name)
                .toList();
    }

    float batchLoss() {
        return trainer.getLoss().getAccumulator(EvaluatorTrainingListener.TRAIN_ALL);
    }

    /** Over the epoch so far. */
    Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        for (Evaluator evaluator : trainer.getEvaluators()) {
            String name = evaluator == trainer.getLoss() ? LOSS : name(evaluator);
            means.put(name, (double) evaluator.getAccumulator(EvaluatorTrainingListener.TRAIN_EPOCH));
        }
        return means;
    }

    /**
     * Of the epoch that has ended. DJL gives NaN for what was not measured, which is left out.
     *
     * @param trained whether a batch was trained in it
     * @param validated whether a batch was validated
     */
    Map<String, Double> ofEpoch(boolean trained, boolean validated) {
        Map<String, Float> all = trainer.getTrainingResult().getEvaluations();
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Evaluator evaluator : trainer.getEvaluators()) {
            String name = evaluator == trainer.getLoss() ? LOSS : name(evaluator);
            String djl = evaluator == trainer.getLoss() ? LOSS : evaluator.getName();
            if (trained && all.containsKey("train_" + djl)) {
                metrics.put(name, (double) all.get("train_" + djl));
            }
            if (validated && all.containsKey("validate_" + djl)) {
                metrics.put("val_" + name, (double) all.get("validate_" + djl));
            }
        }
        return metrics;
    }

    private static String name(Evaluator evaluator) {
        return evaluator.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
