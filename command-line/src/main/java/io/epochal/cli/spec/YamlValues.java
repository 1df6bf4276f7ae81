package io.epochal.cli.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The values of YAML nodes: strings, numbers, booleans, nulls, lists, and maps with unique string keys. */
final class YamlValues {
    private static final int MOST = 100_000;

    /** YAML 1.1 reads 1e-7 as a string; users expect a number. */
    private static final Pattern EXPONENT = Pattern.compile("[-+]?+(?:\\d++\\.?+\\d*+|\\.\\d++)[eE][-+]?+\\d++");

    private final Set<Node> within = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Scalars scalars = new Scalars();
    private int count;

    private YamlValues() {}

    static @Nullable Object of(@Nullable Node node) throws InvalidYamlException {
        return node == null ? null : new YamlValues().value(node);
    }

    private @Nullable Object value(Node node) throws InvalidYamlException {
        if (++count > MOST) {
            throw wrong(node, "with its aliases resolved it has more than " + MOST + " values");
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar);
        }
        if (!within.add(node)) {
            throw wrong(node, "it contains itself, by an alias");
        }
        Object value = node instanceof SequenceNode list ? list(list) : map((MappingNode) node);
        within.remove(node);
        return value;
    }

    private List<@Nullable Object> list(SequenceNode node) throws InvalidYamlException {
        List<@Nullable Object> list = new ArrayList<>();
        for (Node item : node.getValue()) {
            list.add(value(item));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(MappingNode node) throws InvalidYamlException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Map<String, Node> keys = new LinkedHashMap<>();
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merged.add(tuple.getValueNode());
                continue;
            }
            String key = key(tuple.getKeyNode());
            Node before = keys.put(key, tuple.getKeyNode());
            if (before != null) {
                throw wrong(tuple.getKeyNode(), "the key " + key + " is a duplicate, first in line " + line(before));
            }
            map.put(key, value(tuple.getValueNode()));
        }
        for (Node other : merged) {
            merge(map, other);
        }
        return map;
    }

    /** Merges what {@code <<} names: a map, or several. Existing keys keep their values. */
    private void merge(Map<String, @Nullable Object> map, Node node) throws InvalidYamlException {
        Object value = value(node);
        for (Object one : value instanceof List<?> some ? some : Collections.singletonList(value)) {
            if (!(one instanceof Map<?, ?> other)) {
                throw wrong(node, "<< must name a map");
            }
            other.forEach((key, brought) -> map.putIfAbsent(String.valueOf(key), brought));
        }
    }

    private static String key(Node node) throws InvalidYamlException {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw wrong(node, "a key must be a string");
    }

    private @Nullable Object scalar(ScalarNode node) throws InvalidYamlException {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP)) {
            boolean number = text.length() <= YamlNodes.LONGEST_NUMBER
                    && node.isPlain()
                    && EXPONENT.matcher(text).matches();
            return number ? Double.valueOf(text) : text;
        }
        boolean known = Set.of(Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL).contains(tag);
        if (!known || text.length() > YamlNodes.LONGEST_NUMBER) {
            throw wrong(
                    node, "the type " + tag + " is not supported; it must be a string, a number, true, false or null");
        }
        try {
            return scalars.of(node);
        } catch (YAMLException | NumberFormatException e) {
            throw wrong(node, "\"" + text + "\" is not a valid " + tag);
        }
    }

    private static int line(Node node) {
        return YamlNodes.line(node.getStartMark());
    }

    private static InvalidYamlException wrong(Node node, String problem) {
        return new InvalidYamlException(line(node), problem);
    }

    /** As YAML 1.1 reads them. */
    private static final class Scalars extends SafeConstructor {
        Scalars() {
            super(YamlNodes.options());
        }

        @Nullable
        Object of(ScalarNode node) {
            return constructObject(node);
        }
    }
}
