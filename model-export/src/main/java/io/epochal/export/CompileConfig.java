package io.epochal.export;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.KerasObject;
import io.epochal.protocol.optimizer.LearningRate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a model is compiled, as Keras 3.15 writes it into its files: objects with module, class_name and config. */
final class CompileConfig {
    private CompileConfig() {}

    static Map<String, @Nullable Object> of(RunSpec spec, double learningRate) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("optimizer", optimizer(spec, learningRate));
        config.put("loss", object("keras.losses", spec.loss().json()));
        config.put("loss_weights", null);
        config.put(
                "metrics",
                objects(spec.metrics().stream().map(metric -> metric.json()).toList()));
        config.put(
                "weighted_metrics",
                objects(spec.weightedMetrics().stream()
                        .map(metric -> metric.json())
                        .toList()));
        config.put("run_eagerly", false);
        config.put("steps_per_execution", 1);
        config.put("jit_compile", false);
        return config;
    }

    private static @Nullable List<@Nullable Object> objects(List<Object> metrics) {
        return metrics.isEmpty()
                ? null
                : metrics.stream()
                        .map(metric -> object("keras.metrics", metric))
                        .toList();
    }

    private static @Nullable Object object(String module, Object written) {
        if (!(written instanceof Map<?, ?> map) || !map.containsKey("type")) {
            return written;
        }
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        map.forEach((key, value) -> config.put(String.valueOf(key), value));
        return KerasObject.of(module, String.valueOf(config.remove("type")), config);
    }

    private static Map<String, @Nullable Object> optimizer(RunSpec spec, double learningRate) {
        Map<?, ?> written = Wire.JSON.convertValue(spec.optimizer(), Map.class);
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("name", spec.optimizer().type());
        written.forEach((key, value) -> config.put(String.valueOf(key), value));
        config.remove("type");
        LearningRate rate = spec.optimizer().rate();
        config.put(
                "learning_rate",
                rate.schedule() == null ? learningRate : object("keras.optimizers.schedules", rate.written()));
        String className = spec.optimizer().kind().getClass().getSimpleName();
        return KerasObject.of("keras.optimizers", className, config);
    }
}
