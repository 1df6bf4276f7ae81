package io.epochal.trainer.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether numbers are those of Keras: to a thousandth, and to 5e-5 where Keras' number is below 0.05. Says what is farthest off, or
 * nothing.
 */
final class KerasAgreement {
    private KerasAgreement() {}

    static String histories(Map<String, List<Double>> expected, Map<String, List<Double>> found) {
        Map<String, double[]> numbers = new TreeMap<>();
        found.forEach((name, values) -> numbers.put(name, doubles(values)));
        Map<String, double[]> wanted = new TreeMap<>();
        expected.forEach((name, values) -> wanted.put(name, doubles(values)));
        return compare(wanted, numbers);
    }

    /**
     * Weights and predictions.
     *
     * @param expected paths as Keras has them: those of a Sequential model begin with its name, those of layers in a Functional model
     *     that is a layer lack its name
     */
    static String tensors(Map<String, float[]> expected, Map<String, float[]> found) {
        Map<String, double[]> numbers = new TreeMap<>();
        found.forEach((name, values) -> numbers.put(name, doubles(values)));
        Map<String, double[]> wanted = new TreeMap<>();
        expected.forEach((name, values) -> wanted.put(ours(name, found.keySet()), doubles(values)));
        return compare(wanted, numbers);
    }

    private static String ours(String name, Set<String> names) {
        int first = name.indexOf('/');
        if (names.contains(name) || first < 0) {
            return name;
        }
        String inside = "/" + name;
        return names.stream().filter(one -> one.endsWith(inside)).findFirst().orElse(name.substring(first + 1));
    }

    private static String compare(Map<String, double[]> expected, Map<String, double[]> found) {
        if (!expected.keySet().equals(found.keySet())) {
            return "names " + found.keySet() + ", expected " + expected.keySet();
        }
        double worst = 0;
        List<String> where = new ArrayList<>();
        for (Map.Entry<String, double[]> one : expected.entrySet()) {
            String name = one.getKey();
            double[] values = found.getOrDefault(name, new double[0]);
            if (values.length != one.getValue().length) {
                return name + " has " + values.length + " values, expected " + one.getValue().length;
            }
            for (int i = 0; i < values.length; i++) {
                double off = off(one.getValue()[i], values[i]);
                if (off > Math.max(1, worst)) {
                    worst = off;
                    where.add(name + "[" + i + "] is " + values[i] + ", expected " + one.getValue()[i]);
                }
            }
        }
        return where.isEmpty() ? "" : where.get(where.size() - 1);
    }

    /** 1 for a difference of a thousandth, or of 5e-5 where the number is small; two that are no number do not differ. */
    private static double off(double want, double got) {
        if (Double.isNaN(want) || Double.isNaN(got)) {
            return Double.isNaN(want) && Double.isNaN(got) ? 0 : Double.POSITIVE_INFINITY;
        }
        double difference = Math.abs(want - got);
        return Math.abs(want) < 0.05 ? difference / 5e-5 : difference / Math.abs(want) / 1e-3;
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
