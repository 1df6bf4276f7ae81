package io.epochal.keras;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Models that Keras 3.15.1 built and saved: each with its config, without what decides no variable; the variables of {@code model.weights}
 * with their paths in the file, found by their values; which of them were trainable after loading; and the optimizer's.
 */
final class KerasModels {
    private KerasModels() {}

    record Saved(String name, Map<String, Object> config, List<WeightPath> weights, List<List<Object>> optimizer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Saved> all() throws IOException {
        return list(part(KerasSamples.json("models.json"), "models")).stream().map(KerasModels::saved);
    }

    @SuppressWarnings("unchecked")
    private static Saved saved(Object json) {
        Map<String, Object> model = (Map<String, Object>) json;
        List<Object> weights = list(part(model, "weights"));
        List<Object> trainable = list(part(model, "trainable"));
        List<WeightPath> paths = Stream.iterate(0, at -> at < weights.size(), at -> at + 1)
                .map(at -> new WeightPath(text(weights.get(at), 0), text(weights.get(at), 1), trainable.contains(at)))
                .toList();
        List<List<Object>> optimizer = model.containsKey("optimizer")
                ? list(part(model, "optimizer")).stream().map(KerasModels::list).toList()
                : List.of();
        return new Saved((String) part(model, "name"), (Map<String, Object>) part(model, "config"), paths, optimizer);
    }

    private static Object part(Map<String, Object> json, String name) {
        return Objects.requireNonNull(json.get(name), name);
    }

    private static String text(Object row, int column) {
        return (String) list(row).get(column);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object json) {
        return (List<Object>) json;
    }
}
