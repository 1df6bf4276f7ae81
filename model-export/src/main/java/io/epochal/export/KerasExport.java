package io.epochal.export;

import io.epochal.keras.H5Tensor;
import io.epochal.keras.KerasFile;
import io.epochal.keras.KerasFileException;
import io.epochal.keras.OptimizerPath;
import io.epochal.keras.OptimizerPaths;
import io.epochal.keras.WeightMatch;
import io.epochal.keras.WeightPath;
import io.epochal.keras.WeightPaths;
import io.epochal.keras.WeightsFile;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.model.Backbone;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.GraphWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stored model as Keras' own file: architecture, weights, and how it is compiled, with the optimizer's state where that is stored. */
public final class KerasExport {
    /** The version whose form the file has. */
    private static final String KERAS = "3.15.1";

    private static final DateTimeFormatter SAVED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd@HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final StoredModel model;
    private final GraphShape shape;

    private KerasExport(StoredModel model) {
        this.model = model;
        this.shape = GraphShape.of(model.spec().model().graph(), model.inputShapes());
    }

    /** @throws KerasFileException for a model that Keras has no layers for, or whose checkpoint lacks a tensor */
    public static KerasFile of(StoredModel model, Instant now) throws KerasFileException {
        Backbone backbone = model.spec().model().backbone();
        if (backbone != null) {
            throw new KerasFileException(
                    "the model",
                    "its " + backbone.name()
                            + " is not made of Keras' layers, so that Keras could not open the file; --format"
                            + " safetensors writes the weights that were trained, and the run spec");
        }
        return new KerasExport(model).file(now);
    }

    private KerasFile file(Instant now) throws KerasFileException {
        Map<String, Object> config = new LinkedHashMap<>();
        GraphWriter.keras(shape).forEach((key, value) -> put(config, key, value));
        put(config, "registered_name", null);
        config.put(
                "build_config", Map.of("input_shape", batch(model.inputShapes().get(0))));
        RunSpec spec = model.spec();
        config.put("compile_config", CompileConfig.of(spec, model.learningRate()));
        Map<String, Object> metadata = Map.of("keras_version", KERAS, "date_saved", SAVED.format(now));
        KerasFile empty = new KerasFile(config, metadata, new WeightsFile(Map.of()));
        List<WeightPath> paths = WeightPaths.of(config);
        Map<String, String> names =
                WeightMatch.of(paths, List.copyOf(shape.weights().keySet()));
        return empty.with(variables(paths, names), optimizer(config, paths, names));
    }

    @SuppressWarnings("NullAway")
    private static void put(Map<String, Object> config, String key, @Nullable Object value) {
        config.put(key, value);
    }

    private static List<@Nullable Integer> batch(List<Integer> row) {
        List<@Nullable Integer> batch = new ArrayList<>();
        batch.add(null);
        batch.addAll(row);
        return batch;
    }

    private Map<String, H5Tensor> variables(List<WeightPath> paths, Map<String, String> names)
            throws KerasFileException {
        Map<String, H5Tensor> variables = new LinkedHashMap<>();
        for (Map.Entry<String, String> name : names.entrySet()) {
            variables.put(name.getValue(), tensor(model.weights(), name.getKey()));
        }
        for (WeightPath path : paths) {
            if (WeightMatch.isSeed(path)) {
                variables.put(
                        path.keras(),
                        H5Tensor.of(new int[] {2}, new long[] {model.spec().seed() & 0xffffffffL, 0}));
            }
        }
        return variables;
    }

    private static H5Tensor tensor(Map<String, H5Tensor> tensors, String name) throws KerasFileException {
        H5Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new KerasFileException("the checkpoint", "it has no tensor " + name);
        }
        return tensor;
    }

    private List<H5Tensor> optimizer(Map<String, Object> config, List<WeightPath> paths, Map<String, String> names)
            throws KerasFileException {
        if (model.optimizer().isEmpty()) {
            return List.of();
        }
        Map<String, String> ours = new LinkedHashMap<>();
        names.forEach((name, keras) -> ours.put(keras, name));
        Object compiled = config.get("compile_config");
        Object optimizer = compiled instanceof Map<?, ?> map ? map.get("optimizer") : null;
        List<H5Tensor> variables = new ArrayList<>();
        for (OptimizerPath path : OptimizerPaths.of(optimizer, paths)) {
            variables.add(slot(path, ours));
        }
        return variables;
    }

    private H5Tensor slot(OptimizerPath path, Map<String, String> ours) throws KerasFileException {
        String type = model.spec().optimizer().type();
        if (path.slot().equals("learning_rate")) {
            return H5Tensor.of(new int[0], new float[] {(float) model.learningRate()});
        }
        if (path.slot().equals("iteration")) {
            return H5Tensor.of(
                    new int[0], tensor(model.optimizer(), type + "/iteration").integers());
        }
        String variable = path.variable();
        if (variable == null) {
            // A number of its own, such as Nadam's product: a scalar in Keras, and the engine knows none.
            return H5Tensor.of(
                    new int[0],
                    tensor(model.optimizer(), type + "/" + path.slot()).floats());
        }
        String name = ours.getOrDefault(variable, variable);
        return path.slot().equals("average")
                ? tensor(model.averages(), name)
                : tensor(model.optimizer(), type + "/" + path.slot() + "/" + name);
    }
}
