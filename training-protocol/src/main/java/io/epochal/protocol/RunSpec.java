package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.loss.TrainingLoss;
import io.epochal.protocol.metric.HistoryNames;
import io.epochal.protocol.metric.Metric;
import io.epochal.protocol.metric.MetricReader;
import io.epochal.protocol.model.Model;
import io.epochal.protocol.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What to train and how, in the terms of Keras' models, {@code compile} and {@code fit}.
 *
 * @param name of the run spec; run ids begin with it
 * @param metrics measured besides the loss
 * @param weightedMetrics measured with the rows' weights
 * @param validationSplit the fraction of the training rows, from their end, that is kept for validation
 * @param callbacks settings as written, Keras' argument names; what they mean, the callback service knows
 */
public record RunSpec(
        String name,
        DataSource data,
        Model model,
        Optimizer optimizer,
        TrainingLoss loss,
        List<Metric> metrics,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Metric> weightedMetrics,
        int batchSize,
        int epochs,
        double validationSplit,
        @JsonUnwrapped FitOptions fit,
        boolean shuffle,
        long seed,
        List<Map<String, Object>> callbacks,
        Semantics semantics) {

    /** Reads a run spec as a user writes it; {@link SpecException} names the first thing that is wrong. */
    public static RunSpec of(Map<String, Object> values) {
        RunSpec spec = of(Fields.of("", values));
        spec.check();
        return spec;
    }

    /**
     * What a run may not begin with although it can be read, since earlier versions accepted it: names and sizes. For the service that
     * submits it, and for the one that is about to train it.
     *
     * @throws SpecException that names the first thing that is wrong
     */
    public void check() {
        SpecCheck.check(this);
    }

    /** What its batches and epochs are measured by: the metrics' names in Keras' history, without the loss. */
    @JsonIgnore
    public List<String> metricNames() {
        return HistoryNames.of(metrics, weightedMetrics);
    }

    /** The same with other rows. */
    public RunSpec withData(DataSource other) {
        return new RunSpec(
                name,
                other,
                model,
                optimizer,
                loss,
                metrics,
                weightedMetrics,
                batchSize,
                epochs,
                validationSplit,
                fit,
                shuffle,
                seed,
                callbacks,
                semantics);
    }

    /** Whether it has rows to validate with. */
    @JsonIgnore
    public boolean validates() {
        return validationSplit > 0 || data.hasValidation();
    }

    /** Reads a run spec out of a message; what a newer version has added is ignored. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static RunSpec carried(Map<String, Object> values) {
        return of(Fields.of("", values).lenient());
    }

    private static RunSpec of(Fields fields) {
        MetricReader metrics = new MetricReader(fields.isLenient());
        RunSpec spec = new RunSpec(
                fields.optionalText("name").orElse("run"),
                DataSource.read(fields.object("data")),
                Model.read(fields.object("model")),
                Optimizer.read(fields),
                TrainingLoss.read(
                        "loss",
                        fields.has("loss") ? fields.raw("loss") : "sparse_categorical_crossentropy",
                        fields.isLenient()),
                metrics.readAll("metrics", fields.raw("metrics")),
                metrics.readAll("weighted_metrics", fields.raw("weighted_metrics")),
                fields.integer("batch_size", 32, 1),
                fields.integer("epochs", 1, 1),
                fields.numberIn("validation_split", 0, 0, 1),
                FitOptions.read(fields),
                fields.flag("shuffle", true),
                fields.longInteger("seed", 0),
                callbacks(fields),
                Semantics.read(fields));
        fields.end();
        return spec;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> callbacks(Fields fields) {
        List<Map<String, Object>> callbacks = new ArrayList<>();
        for (Fields item : fields.objects("callbacks")) {
            item.text("type");
        }
        for (Object item : fields.list("callbacks")) {
            callbacks.add((Map<String, Object>) item);
        }
        return List.copyOf(callbacks);
    }
}
