package io.epochal.cli.spec;

import io.epochal.protocol.field.SpecException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML document: its values, which can be overridden, and their lines. */
final class YamlDocument {
    private static final String CALLBACKS = "callbacks";
    private static final int LONGEST = 100_000;

    private final @Nullable Node root;
    private final Map<String, Object> values;

    private YamlDocument(@Nullable Node root, Map<String, Object> values) {
        this.root = root;
        this.values = values;
    }

    /** A document that must be an object. */
    static YamlDocument parse(String text) throws InvalidYamlException {
        Node root = YamlNodes.read(text);
        Object value = YamlValues.of(root);
        if (!(value instanceof Map<?, ?> map)) {
            throw new SpecException("", "must be an object with keys such as data, model and callbacks", value);
        }
        return new YamlDocument(root, keyed(map));
    }

    /** A document that is a callbacks list, or an object with {@code callbacks}. */
    static YamlDocument parseCallbacks(String text) throws InvalidYamlException {
        Node root = YamlNodes.read(text);
        return YamlValues.of(root) instanceof List<?> list
                ? new YamlDocument(root, keyed(Map.of(CALLBACKS, list)))
                : parse(text);
    }

    Map<String, Object> values() {
        return values;
    }

    /** Sets {@code path=value}, the value written as in YAML; returns the path. Missing objects on the path are created. */
    String set(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new SpecException(override, "must be path=value, such as --set epochs=2");
        }
        YamlPath path = YamlPath.parse(override.substring(0, equals));
        path.set(values, value(path.text(), override.substring(equals + 1)));
        return path.text();
    }

    private static @Nullable Object value(String path, String written) {
        if (written.length() > LONGEST) {
            throw new SpecException(path, "may not be written with more than " + LONGEST + " characters here", written);
        }
        try {
            return YamlValues.of(YamlNodes.read(written));
        } catch (InvalidYamlException e) {
            throw new SpecException(path, "is not YAML: " + e.getMessage());
        }
    }

    /** The line of a path, or of its nearest existing parent; from 1. */
    int line(String path) {
        Node node = root;
        int line = 1;
        for (Object step : YamlPath.of(path).steps()) {
            if (node == root && node instanceof SequenceNode && step.equals(CALLBACKS)) {
                continue;
            }
            Node key = null;
            Node next = null;
            if (node instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode scalar
                            && scalar.getValue().equals(step)) {
                        key = scalar;
                        next = tuple.getValueNode();
                    }
                }
            } else if (node instanceof SequenceNode sequence
                    && step instanceof Integer index
                    && index < sequence.getValue().size()) {
                key = sequence.getValue().get(index);
                next = key;
            }
            if (key == null) {
                return line;
            }
            line = key.getStartMark().getLine() + 1;
            node = next;
        }
        return line;
    }

    private static Map<String, Object> keyed(Map<?, ?> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return nonNullView(copy);
    }

    /** Values may be YAML's null, which counts as missing. */
    @SuppressWarnings("NullAway")
    private static Map<String, Object> nonNullView(Map<String, @Nullable Object> map) {
        return (Map<String, Object>) (Map<?, ?>) map;
    }
}
