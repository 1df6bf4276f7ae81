package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.epochal.protocol.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to train and how, in the terms of Keras' {@code Sequential}, {@code compile} and {@code fit}.
 *
 * @param name of the run spec; run ids begin with it
 * @param validationSplit the fraction of the training rows, from their end, that is kept for validation
 * @param callbacks settings as written, Keras' argument names; what they mean, the callback service knows
 */
public record RunSpec(
        String name,
        Data data,
        Model model,
        Optimizer optimizer,
        String loss,
        List<String> metrics,
        int batchSize,
        int epochs,
        double validationSplit,
        boolean shuffle,
        long seed,
        List<Map<String, Object>> callbacks,
        Semantics semantics) {

    /**
     * Where the rows come from.
     *
     * @param dataset a folder of the trainer's datasets, with the four IDX files of MNIST
     * @param scale the range that pixel values 0 to 255 are scaled to
     * @param limit take only the first so many training rows (before the validation split)
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Data(String dataset, List<Double> scale, @Nullable Integer limit) {}

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

    /** Reads a run spec out of a message; what a newer version has added is ignored. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static RunSpec carried(Map<String, Object> values) {
        return of(Fields.of("", values).lenient());
    }

    private static RunSpec of(Fields fields) {
        RunSpec spec = new RunSpec(
                fields.optionalText("name").orElse("run"),
                data(fields.object("data")),
                Model.read(fields.object("model")),
                Optimizer.read(fields),
                fields.oneOf("loss", "sparse_categorical_crossentropy", "sparse_categorical_crossentropy"),
                metrics(fields),
                fields.integer("batch_size", 32, 1),
                fields.integer("epochs", 1, 1),
                fields.numberIn("validation_split", 0, 0, 1),
                fields.flag("shuffle", true),
                fields.longInteger("seed", 0),
                callbacks(fields),
                Semantics.read(fields));
        fields.end();
        return spec;
    }

    private static Data data(Fields fields) {
        List<Double> scale = fields.has("scale")
                ? fields.list("scale").stream()
                        .map(bound ->
                                Numbers.parse(bound).orElseThrow(() -> fields.wrong("scale", "must be two numbers")))
                        .toList()
                : List.of(0.0, 255.0);
        if (scale.size() != 2 || !scale.stream().allMatch(Double::isFinite)) {
            throw fields.wrong("scale", "must be two numbers");
        }
        Integer limit = fields.has("limit") ? fields.requiredInteger("limit", 1) : null;
        Data data = new Data(Identifier.check(fields.pathOf("dataset"), fields.text("dataset")), scale, limit);
        fields.end();
        return data;
    }

    private static List<String> metrics(Fields fields) {
        List<String> metrics = fields.texts("metrics", List.of());
        for (String metric : metrics) {
            if (!metric.equals("accuracy")) {
                throw new SpecException(
                        "metrics", "may hold accuracy" + Nearest.hint(metric, List.of("accuracy")), metric);
            }
        }
        return metrics;
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
