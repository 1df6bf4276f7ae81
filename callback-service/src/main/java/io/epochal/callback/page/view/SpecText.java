package io.epochal.callback.page.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.Wire;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run spec, or what an attached program has said of itself, for people. */
public final class SpecText {
    private SpecText() {}

    /** As JSON, indented. */
    public static String json(RunFacts facts) {
        try {
            return Wire.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(facts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a run spec that JSON cannot write", e);
        }
    }

    private static JsonNode tree(RunFacts facts) {
        return facts.spec()
                .map(spec -> (JsonNode) Wire.JSON.valueToTree(spec))
                .orElseGet(() -> Wire.JSON.valueToTree(facts.params()));
    }

    /** Every value by its path, such as {@code callbacks[0].patience}. */
    static SortedMap<String, String> fields(RunFacts facts) {
        SortedMap<String, String> fields = new TreeMap<>();
        add(fields, "", tree(facts));
        return fields;
    }

    private static void add(SortedMap<String, String> fields, String path, JsonNode node) {
        if (node.isObject() && !node.isEmpty()) {
            node.fields()
                    .forEachRemaining(one ->
                            add(fields, path.isEmpty() ? one.getKey() : path + "." + one.getKey(), one.getValue()));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                add(fields, path + "[" + i + "]", node.get(i));
            }
        } else {
            fields.put(path, node.isValueNode() ? node.asText() : node.toString());
        }
    }
}
