package io.epochal.callback;

import io.epochal.protocol.RunSpec;
import java.util.List;
import java.util.Map;

/** Run specs of which only the callbacks matter. */
public final class Specs {
    private Specs() {}

    /** The callbacks need not be such as may be submitted. */
    public static RunSpec with(List<String> metrics, List<Map<String, Object>> callbacks) {
        RunSpec spec = RunSpec.of(Map.of(
                "name",
                "test",
                "data",
                Map.of("dataset", "mnist", "scale", List.of(0, 1)),
                "model",
                Map.of("layers", List.of(Map.of("type", "Dense", "units", 10, "activation", "softmax"))),
                "metrics",
                metrics,
                "batch_size",
                1,
                "validation_split",
                0.2));
        return new RunSpec(
                spec.name(),
                spec.data(),
                spec.model(),
                spec.optimizer(),
                spec.loss(),
                spec.metrics(),
                spec.weightedMetrics(),
                spec.batchSize(),
                spec.epochs(),
                spec.validationSplit(),
                spec.fit(),
                spec.shuffle(),
                spec.seed(),
                callbacks,
                spec.semantics());
    }
}
