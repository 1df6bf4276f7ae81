package io.epochal.callback;

import io.epochal.protocol.RunSpec;
import java.util.List;
import java.util.Map;

/** Run specs of which only the callbacks, or the optimizer, matter. */
public final class Specs {
    private Specs() {}

    public static RunSpec optimizedBy(Map<String, Object> optimizer) {
        return spec(List.of(), optimizer);
    }

    private static RunSpec spec(List<String> metrics, Map<String, Object> optimizer) {
        return RunSpec.of(Map.of(
                "name",
                "test",
                "data",
                Map.of("dataset", "mnist", "scale", List.of(0, 1)),
                "model",
                Map.of("layers", List.of(Map.of("type", "Dense", "units", 10, "activation", "softmax"))),
                "optimizer",
                optimizer,
                "metrics",
                metrics,
                "batch_size",
                1,
                "validation_split",
                0.2));
    }

    /** The callbacks need not be such as may be submitted. */
    public static RunSpec with(List<String> metrics, List<Map<String, Object>> callbacks) {
        RunSpec spec = spec(metrics, Map.of("type", "adam"));
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
