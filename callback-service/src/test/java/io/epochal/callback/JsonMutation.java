package io.epochal.callback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Changes something somewhere in a JSON value into an unlikely value. */
public final class JsonMutation {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private final Random random;
    private final List<Supplier<JsonNode>> strange;

    /** @param texts that are unlikely in their places */
    public JsonMutation(Random random, List<String> texts) {
        this.random = random;
        this.strange = new ArrayList<>(List.of(
                JSON::nullNode,
                JSON::objectNode,
                JSON::arrayNode,
                () -> JSON.booleanNode(true),
                () -> JSON.arrayNode().addNull(),
                () -> JSON.arrayNode().add(1).add("x"),
                () -> JSON.objectNode().putNull("loss"),
                () -> JSON.numberNode(-1),
                () -> JSON.numberNode(0),
                () -> JSON.numberNode(Integer.MAX_VALUE),
                () -> JSON.numberNode(Long.MIN_VALUE),
                () -> JSON.numberNode(1e308),
                () -> JSON.textNode("NaN"),
                () -> JSON.textNode("y".repeat(20_000)),
                () -> nested(400)));
        texts.forEach(text -> strange.add(() -> JSON.textNode(text)));
    }

    /** Changes this value in place. */
    public void apply(JsonNode value) {
        List<Runnable> changes = new ArrayList<>();
        collect(value, changes);
        if (!changes.isEmpty()) {
            changes.get(random.nextInt(changes.size())).run();
        }
    }

    private void collect(JsonNode value, List<Runnable> changes) {
        if (value instanceof ObjectNode object) {
            for (Iterator<Map.Entry<String, JsonNode>> fields = object.fields(); fields.hasNext(); ) {
                Map.Entry<String, JsonNode> field = fields.next();
                changes.add(() -> object.set(field.getKey(), any()));
                changes.add(() -> object.remove(field.getKey()));
                changes.add(() -> object.set(any().asText("key"), field.getValue()));
                collect(field.getValue(), changes);
            }
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                changes.add(() -> array.set(at, any()));
                changes.add(() -> array.add(array.get(at)));
                collect(array.get(i), changes);
            }
        }
    }

    private JsonNode any() {
        return strange.get(random.nextInt(strange.size())).get();
    }

    private static JsonNode nested(int depth) {
        JsonNode value = JSON.textNode("deep");
        for (int i = 0; i < depth; i++) {
            value = i % 2 == 0 ? JSON.arrayNode().add(value) : JSON.objectNode().set("a", value);
        }
        return value;
    }
}
