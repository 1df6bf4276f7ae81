package io.epochal.keras;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model as Keras 3 saves it in a {@code .keras} file: a zip of {@code config.json}, {@code metadata.json} and {@code model.weights.h5}.
 *
 * @param config the JSON of the model: its class, its layers, how it was built, and {@code compile_config}; numbers are as Jackson reads
 *     them
 * @param metadata {@code keras_version} and {@code date_saved}
 * @param weights the model's variables, and its optimizer's if they were saved, by their paths in the file
 */
public record KerasFile(Map<String, Object> config, Map<String, Object> metadata, WeightsFile weights) {
    static final String OPTIMIZER = "optimizer/vars/";

    public KerasFile {
        config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Reads a file, from any source.
     *
     * @param limit the most bytes that the file may have, its entries when they are unpacked, and the values of its tensors
     * @throws KerasFileException if it is no whole {@code .keras} file, or larger than the limit
     */
    public static KerasFile read(Path file, long limit) throws KerasFileException {
        String where = String.valueOf(file.getFileName());
        Map<String, byte[]> entries = KerasArchive.read(file, limit);
        Map<String, Object> config = json(where, entries, KerasArchive.CONFIG);
        Map<String, Object> metadata = json(where, entries, KerasArchive.METADATA);
        byte[] weights = entries.getOrDefault(KerasArchive.WEIGHTS, new byte[0]);
        return new KerasFile(config, metadata, WeightsFile.read(where + ": " + KerasArchive.WEIGHTS, weights, limit));
    }

    /**
     * Reads {@code config.json} alone, whatever the size of the weights.
     *
     * @param limit the most bytes that the file may have
     * @throws KerasFileException if it is no {@code .keras} file, or larger than the limit
     */
    public static Map<String, Object> readConfig(Path file, long limit) throws KerasFileException {
        String where = String.valueOf(file.getFileName());
        return json(where, KerasArchive.readJson(file, limit), KerasArchive.CONFIG);
    }

    private static Map<String, Object> json(String where, Map<String, byte[]> entries, String name)
            throws KerasFileException {
        return JsonText.parse(where + ": " + name, entries.getOrDefault(name, new byte[0]));
    }

    /**
     * The model's variables by their paths in the model, as {@code sequential/dense/kernel}, in the order of {@code model.weights}.
     *
     * @throws KerasFileException if the layers are not all known, or a variable is not in the file
     */
    public Map<String, H5Tensor> variables() throws KerasFileException {
        Map<String, H5Tensor> variables = new LinkedHashMap<>();
        for (WeightPath path : WeightPaths.of(config)) {
            H5Tensor tensor = weights.find(path.h5());
            if (tensor == null) {
                throw new KerasFileException(
                        KerasArchive.WEIGHTS + ": " + path.h5(),
                        "not there; the model's config has the variable " + path.keras());
            }
            variables.put(path.keras(), tensor);
        }
        return variables;
    }

    /** The optimizer's variables in Keras' order, see {@link OptimizerPaths}; empty if they were not saved. */
    public List<H5Tensor> optimizerVariables() {
        List<H5Tensor> variables = new ArrayList<>();
        H5Tensor next = weights.tensors().get(OPTIMIZER + 0);
        while (next != null) {
            variables.add(next);
            next = weights.tensors().get(OPTIMIZER + variables.size());
        }
        return variables;
    }

    /**
     * The same model with other values.
     *
     * @param variables by their paths in the model: all of them, and none that the model does not have
     * @param optimizer the optimizer's variables in Keras' order; empty to save none
     * @throws KerasFileException if the layers are not all known, or a variable is missing, unknown, or of another shape than the one
     *     that it replaces
     */
    public KerasFile with(Map<String, H5Tensor> variables, List<H5Tensor> optimizer) throws KerasFileException {
        Map<String, H5Tensor> tensors = new TreeMap<>();
        Map<String, H5Tensor> unknown = new TreeMap<>(variables);
        for (WeightPath path : WeightPaths.of(config)) {
            tensors.put(path.h5(), checked(path, unknown.remove(path.keras())));
        }
        if (!unknown.isEmpty()) {
            throw new KerasFileException(
                    KerasArchive.WEIGHTS, "the model has no variables " + KerasFileException.excerpt(unknown.keySet()));
        }
        for (int number = 0; number < optimizer.size(); number++) {
            tensors.put(OPTIMIZER + number, optimizer.get(number));
        }
        return new KerasFile(config, metadata, new WeightsFile(tensors));
    }

    /**
     * The same model, compiled: Keras builds the optimizer when it loads it, and then takes the optimizer's variables.
     *
     * @param compileConfig the arguments of {@code model.compile}, as {@code optimizer} and {@code loss}
     */
    public KerasFile compiled(Map<String, Object> compileConfig) {
        Map<String, Object> changed = new LinkedHashMap<>(config);
        changed.put("compile_config", compileConfig);
        return new KerasFile(changed, metadata, weights);
    }

    private H5Tensor checked(WeightPath path, @Nullable H5Tensor value) throws KerasFileException {
        H5Tensor before = weights.find(path.h5());
        if (value == null || (before != null && !Arrays.equals(before.shape(), value.shape()))) {
            throw new KerasFileException(
                    KerasArchive.WEIGHTS + ": " + path.h5(),
                    "the variable " + path.keras() + " is " + (value == null ? "not given" : "given as " + value)
                            + (before == null ? "" : "; right is " + before));
        }
        return value;
    }

    /** Writes a file that {@code keras.models.load_model} reads. A file that is there is replaced, when the new one is whole. */
    public void write(Path file) throws IOException {
        Path whole = KerasArchive.beside(file);
        try {
            try (OutputStream out = KerasArchive.open(whole)) {
                write(out);
            }
            KerasArchive.moveTo(whole, file);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** The same, from its first byte to its last, without a file; the stream stays open. */
    public void write(OutputStream out) throws IOException {
        KerasArchive.write(out, json(), weights);
    }

    /** How many bytes {@link #write} writes. */
    public long size() throws IOException {
        return KerasArchive.size(json(), weights);
    }

    private Map<String, byte[]> json() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(KerasArchive.METADATA, JsonText.format(metadata));
        entries.put(KerasArchive.CONFIG, JsonText.format(config));
        return entries;
    }
}
