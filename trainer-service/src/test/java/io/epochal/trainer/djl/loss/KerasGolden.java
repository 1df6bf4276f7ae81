package io.epochal.trainer.djl.loss;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Numbers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Keras computed, as src/test/python wrote it. */
public final class KerasGolden {
    private KerasGolden() {}

    /** The cases of one file of {@code keras-golden}. */
    public static List<Map<String, Object>> cases(String file) {
        List<Map<String, Object>> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                requireNonNull(KerasGolden.class.getResourceAsStream("/keras-golden/" + file)),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                @SuppressWarnings("unchecked")
                Map<String, Object> one = Wire.JSON.readValue(line, Map.class);
                cases.add(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    /** The array at a key, null when there is none. */
    public static @Nullable NDArray array(NDManager manager, Map<?, ?> fields, String key) {
        if (!(fields.get(key) instanceof Map<?, ?> array)) {
            return null;
        }
        double[] values = doubles(array);
        NDArray flat;
        if ("int32".equals(array.get("dtype"))) {
            int[] integers = new int[values.length];
            for (int i = 0; i < values.length; i++) {
                integers[i] = (int) values[i];
            }
            flat = manager.create(integers);
        } else {
            float[] floats = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                floats[i] = (float) values[i];
            }
            flat = manager.create(floats);
        }
        return flat.reshape(shape(array));
    }

    public static Shape shape(Object array) {
        List<?> axes = (List<?>) requireNonNull(((Map<?, ?>) array).get("shape"));
        return new Shape(
                axes.stream().mapToLong(axis -> ((Number) axis).longValue()).toArray());
    }

    public static double[] doubles(@Nullable Object array) {
        List<?> data = (List<?>) requireNonNull(((Map<?, ?>) requireNonNull(array)).get("data"));
        return data.stream().mapToDouble(KerasGolden::number).toArray();
    }

    public static double number(@Nullable Object value) {
        return Numbers.parse(value).orElseThrow();
    }

    /** Whether two numbers agree to 1e-5 of the greater of the expected one and a scale. */
    public static boolean agree(double actual, double expected, double scale) {
        return Double.compare(actual, expected) == 0
                || Math.abs(actual - expected) <= 1e-5 * Math.max(Math.abs(expected), scale);
    }
}
