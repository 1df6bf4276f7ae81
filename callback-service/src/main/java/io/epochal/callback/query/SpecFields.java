package io.epochal.callback.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.Wire;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run spec as its single fields, or what an attached program has said of itself. */
public final class SpecFields {
    private SpecFields() {}

    /** Of what a run says of itself. */
    public static JsonNode tree(RunFacts facts) {
        return facts.spec()
                .map(spec -> (JsonNode) Wire.JSON.valueToTree(spec))
                .orElseGet(() -> Wire.JSON.valueToTree(facts.params()));
    }

    /** Every value by its path, such as {@code callbacks[0].patience}; an empty object or list is a value, too. */
    public static SortedMap<String, JsonNode> of(RunFacts facts) {
        SortedMap<String, JsonNode> fields = new TreeMap<>();
        add(fields, "", tree(facts));
        return fields;
    }

    /** As people write it. */
    public static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static void add(SortedMap<String, JsonNode> fields, String path, JsonNode node) {
        if (node.isObject() && !node.isEmpty()) {
            node.fields()
                    .forEachRemaining(one ->
                            add(fields, path.isEmpty() ? one.getKey() : path + "." + one.getKey(), one.getValue()));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                add(fields, path + "[" + i + "]", node.get(i));
            }
        } else {
            fields.put(path, node);
        }
    }
}
