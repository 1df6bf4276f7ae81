package io.epochal.protocol.metric;

import io.epochal.protocol.field.DTypePolicy;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.KerasIdentifier;
import io.epochal.protocol.field.KerasNames;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metrics of one model: names, or objects with their type and arguments. Metrics whose names Keras numbers, such as {@code
 * auc} and {@code auc_1}, are numbered in the order in which they are read.
 */
public final class MetricReader {
    private static final Set<String> BY_SHAPE = Set.of("accuracy", "acc");

    private final Map<String, Integer> automatic = new TreeMap<>();
    private final boolean lenient;

    /** @param lenient whether keys that are not known are ignored, as in a message of another version */
    public MetricReader(boolean lenient) {
        this.lenient = lenient;
    }

    /**
     * The list at {@code metrics} or {@code weighted_metrics}; lists in it are taken apart, as Keras does for one output.
     *
     * @throws SpecException that names the place
     */
    public List<Metric> readAll(String path, @Nullable Object value) {
        if (!(value instanceof List<?> items)) {
            if (value == null) {
                return List.of();
            }
            throw new SpecException(path, "must be a list of metrics", value);
        }
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Object item = items.get(i);
            String place = path + "[" + i + "]";
            metrics.addAll(item instanceof List<?> ? readAll(place, item) : List.of(read(place, item)));
        }
        return List.copyOf(metrics);
    }

    /** One metric. */
    public Metric read(String path, @Nullable Object value) {
        KerasIdentifier identifier = KerasIdentifier.read(path, value, lenient);
        return switch (identifier.form()) {
            case NAME -> named(path, identifier);
            case FUNCTION -> function(path, identifier);
            case OBJECT -> object(path, identifier);
        };
    }

    /** The name in the history is the name as written: get_metric of compile_utils.py. */
    private Metric named(String path, KerasIdentifier identifier) {
        String name = identifier.name();
        if (BY_SHAPE.contains(name.toLowerCase(Locale.ROOT))) {
            return new AccuracyMetric.AccuracyByShape(name);
        }
        return known(path, MetricTable.BY_NAME, name).reader().read(name, identifier.arguments());
    }

    private static Metric function(String path, KerasIdentifier identifier) {
        String name = identifier.name();
        return known(path, MetricTable.FUNCTIONS, name).reader().read(name, identifier.arguments());
    }

    private Metric object(String path, KerasIdentifier identifier) {
        Fields arguments = identifier.arguments();
        MetricEntry entry = known(path, MetricTable.BY_NAME, identifier.name());
        Optional<String> given = arguments.optionalText("name");
        String name = given.orElseGet(() -> entry.defaultName().orElseGet(() -> numbered(entry.className())));
        Metric metric = entry.reader().read(name, arguments);
        DTypePolicy.requireFloat32(arguments);
        arguments.end();
        return metric;
    }

    /** As auto_name in naming.py of Keras 3.15. */
    private String numbered(String className) {
        String stem = KerasNames.snakeCase(className);
        int before = automatic.merge(stem, 1, Integer::sum) - 1;
        return before == 0 ? stem : stem + "_" + before;
    }

    private static MetricEntry known(String path, NavigableMap<String, MetricEntry> table, String name) {
        String refusal = MetricTable.REFUSED.get(KerasNames.snakeCase(name));
        if (refusal != null) {
            throw new SpecException(path, "cannot be " + name + ": " + refusal);
        }
        MetricEntry entry = table.get(name);
        if (entry == null) {
            throw new SpecException(
                    path, "must be one of Keras' metrics" + Nearest.hint(name, table.descendingKeySet()), name);
        }
        return entry;
    }
}
