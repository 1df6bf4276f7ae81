package io.epochal.callback;

import io.epochal.protocol.Layer;
import io.epochal.protocol.Optimizer;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Semantics;
import java.util.List;
import java.util.Map;

/** Run specs of which only the callbacks matter. */
public final class Specs {
    private Specs() {}

    public static RunSpec with(List<String> metrics, List<Map<String, Object>> callbacks) {
        return new RunSpec(
                "test",
                new RunSpec.Data("mnist", List.of(0.0, 1.0), null),
                new RunSpec.Model("sequential", List.of(new Layer.Dense("dense", 10, "softmax"))),
                Optimizer.adam(0.001),
                "sparse_categorical_crossentropy",
                metrics,
                1,
                1,
                0.2,
                true,
                0,
                callbacks,
                Semantics.KERAS_3_15);
    }
}
