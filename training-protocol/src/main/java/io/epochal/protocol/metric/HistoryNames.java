package io.epochal.protocol.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The names of a model's metrics in its history. Rules of CompileMetrics.result, compile_utils.py of Keras 3.15. */
public final class HistoryNames {
    private HistoryNames() {}

    /**
     * One name for each of the metrics, then for each of the weighted ones. A second {@code auc} is {@code auc_1}; a weighted one is
     * {@code weighted_auc}. Two may still be equal where a metric was given such a name by hand: in Keras, the later one counts then.
     */
    public static List<String> of(List<Metric> metrics, List<Metric> weightedMetrics) {
        Map<String, Integer> seen = new TreeMap<>();
        List<String> names = new ArrayList<>();
        for (Metric metric : metrics) {
            names.add(numbered(metric.name(), seen));
        }
        for (Metric metric : weightedMetrics) {
            String name = metric.name();
            names.add(numbered(seen.containsKey(name) ? "weighted_" + name : name, seen));
        }
        return List.copyOf(names);
    }

    private static String numbered(String name, Map<String, Integer> seen) {
        int before = seen.merge(name, 1, Integer::sum) - 1;
        return before == 0 ? name : name + "_" + before;
    }
}
