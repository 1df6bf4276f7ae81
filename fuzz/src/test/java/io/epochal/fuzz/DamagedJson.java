package io.epochal.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A JSON value with something else somewhere in it, a key gone or twice, or more elements. It stays JSON, or nearly. */
final class DamagedJson implements Damage {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Stands for what no tree can hold, until the tree is text. */
    private static final String HERE = "@@";

    @Override
    public byte[] of(byte[] input, Random random) throws IOException {
        JsonNode tree;
        try {
            tree = JSON.readTree(input);
        } catch (IOException e) {
            return input;
        }
        List<JsonNode> parents = new ArrayList<>();
        collect(tree, parents);
        if (parents.isEmpty()) {
            return HostileText.value(random).getBytes(UTF_8);
        }
        JsonNode parent = parents.get(random.nextInt(parents.size()));
        if (parent instanceof ObjectNode object) {
            change(object, parents, random);
        } else if (parent instanceof ArrayNode array) {
            change(array, random);
        }
        return JSON.writeValueAsString(tree)
                .replace("\"" + HERE + "\"", HostileText.value(random))
                .getBytes(UTF_8);
    }

    private static void change(ObjectNode object, List<JsonNode> all, Random random) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(9)) {
            case 0 -> object.remove(name);
            case 1 -> object.set("\u001b]0;\n" + name, object.get(name));
            case 2 -> object.set(name, all.get(random.nextInt(all.size())).deepCopy());
            case 3 -> object.put(HERE + name, name);
            default -> object.put(name, HERE);
        }
    }

    private static void change(ArrayNode array, Random random) {
        int at = random.nextInt(array.size());
        switch (random.nextInt(4)) {
            case 0 -> array.remove(at);
            case 1 -> array.add(array.get(at).deepCopy());
            case 2 -> array.set(at, HERE);
            default -> array.add(HERE);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (node.isContainerNode() && !node.isEmpty()) {
            parents.add(node);
        }
        node.forEach(child -> collect(child, parents));
    }
}
