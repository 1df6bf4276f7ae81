package io.epochal.callback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A JSON value with something wrong in it: another value somewhere, a key gone or twice, bytes flipped, cut off. */
public record Mutation(Random random) {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "[null]",
            "{\"\":null}",
            "[[[[1]]]]",
            "0",
            "-1",
            "-2",
            "1.5",
            "1e308",
            "-1e-320",
            "1e999",
            "2147483647",
            "2147483648",
            "9007199254740991",
            "9223372036854775807",
            "-9223372036854775808",
            "9".repeat(90),
            "9".repeat(2000),
            "1e1000000000",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"NaN\"",
            "\"-Infinity\"",
            "\"1e3\"",
            "\"../x\"",
            "\"/etc/passwd\"",
            "\"a\\u0000b\"",
            "\"\\u001b[31m\\r\\n\"",
            "\"\\ud800\"",
            "\"mod\u00e8le\"",
            "\"final\"",
            "\"{epoch:0300000000d}\"",
            "\"{val_loss:.99f}{val_loss:.99f}{loss:99}\"",
            "\"{epoch}\"",
            "\"0.0005s\"",
            "\"2026-01-02T03:04:05Z\"",
            "\"+1000000000-12-31T23:59:59.999999999Z\"",
            "\"io.epochal.EpochEnded\"",
            "\"learning_rate\"",
            "{\"type\":\"TerminateOnNaN\"}",
            "{\"type\":\"Table\",\"0\":\"NaN\"}");

    public byte[] of(byte[] value) throws IOException {
        byte[] mutated = value;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            mutated = random.nextInt(5) == 0 ? torn(mutated) : changed(mutated);
        }
        return mutated;
    }

    private byte[] torn(byte[] value) {
        byte[] torn = value.clone();
        switch (random.nextInt(4)) {
            case 0 -> torn = Arrays.copyOf(torn, random.nextInt(torn.length + 1));
            case 1 -> torn = (new String(torn, StandardCharsets.UTF_8) + "garbage").getBytes(StandardCharsets.UTF_8);
            case 2 ->
                torn = new String(torn, StandardCharsets.UTF_8)
                        .replaceFirst("\\{", "{\"run\":\"other\",")
                        .getBytes(StandardCharsets.UTF_8);
            default -> {
                for (int i = 0; i < 3 && torn.length > 0; i++) {
                    torn[random.nextInt(torn.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return torn;
    }

    private byte[] changed(byte[] value) throws IOException {
        JsonNode tree;
        try {
            tree = Wire.JSON.readTree(value);
        } catch (IOException e) {
            return value;
        }
        List<JsonNode> parents = new ArrayList<>();
        collect(tree, parents);
        if (parents.isEmpty()) {
            return value;
        }
        JsonNode parent = parents.get(random.nextInt(parents.size()));
        if (parent instanceof ObjectNode object) {
            change(object);
        } else if (parent instanceof ArrayNode array) {
            array.add(marker());
        }
        return replaced(Wire.JSON.writeValueAsString(tree)).getBytes(StandardCharsets.UTF_8);
    }

    private void change(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.set("\u001b]0;\n" + name, object.get(name));
            default -> object.put(name, marker());
        }
    }

    private static String marker() {
        return "@@";
    }

    /** Values are put in as text: some are no value that a tree could hold. */
    private String replaced(String json) {
        return json.replace("\"@@\"", hostile());
    }

    private String hostile() {
        return random.nextInt(200) == 0 ? huge() : VALUES.get(random.nextInt(VALUES.size()));
    }

    private String huge() {
        return switch (random.nextInt(5)) {
            case 0 -> "\"" + "x".repeat(352 * 1024) + "\"";
            case 1 -> "[".repeat(5000) + "]".repeat(5000);
            case 2 -> "[".repeat(90) + "]".repeat(90);
            case 3 -> "[" + "{\"type\":\"TerminateOnNaN\"},".repeat(19_499) + "{\"type\":\"TerminateOnNaN\"}]";
            default -> "[" + "{\"type\":\"EarlyStopping\",\"monitor\":\"val_loss\"},".repeat(99) + "null]";
        };
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (node.isContainerNode() && !node.isEmpty()) {
            parents.add(node);
        }
        node.forEach(child -> collect(child, parents));
    }
}
