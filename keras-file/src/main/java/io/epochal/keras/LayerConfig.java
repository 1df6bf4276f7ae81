package io.epochal.keras;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer as {@code config.json} has it.
 *
 * @param module as {@code keras.layers}; empty if there is none
 * @param arguments what the layer's {@code get_config} returned
 */
record LayerConfig(String className, String module, Map<String, Object> arguments) {
    static final String WHERE = KerasArchive.CONFIG;

    static LayerConfig of(@Nullable Object json, String what) throws KerasFileException {
        if (!(json instanceof Map<?, ?> layer)
                || !(layer.get("class_name") instanceof String className)
                || !(layer.get("config") instanceof Map<?, ?> arguments)) {
            throw new KerasFileException(
                    WHERE,
                    what + " is " + KerasFileException.excerpt(json)
                            + "; right is an object with class_name and config");
        }
        Object module = layer.get("module");
        return new LayerConfig(className, module instanceof String name ? name : "", strings(arguments));
    }

    /** A layer that another one makes for itself, so that it has no config in the file. */
    static LayerConfig inner(String className, String name, Map<String, Object> arguments) {
        Map<String, Object> all = new LinkedHashMap<>(arguments);
        all.put("name", name);
        return new LayerConfig(className, "keras.layers", all);
    }

    private static Map<String, Object> strings(Map<?, ?> object) {
        Map<String, Object> copy = new LinkedHashMap<>();
        object.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }

    /** @throws KerasFileException if it has no name, or one with a slash, which would be two names in a path */
    String name() throws KerasFileException {
        if (arguments.get("name") instanceof String name && !name.isEmpty() && name.indexOf('/') < 0) {
            return name;
        }
        throw problem("name", "a string without a slash");
    }

    boolean trainable() {
        return !Boolean.FALSE.equals(arguments.get("trainable"));
    }

    /** An argument that is true or false, or was not written and has its default. */
    boolean flag(String argument, boolean byDefault) throws KerasFileException {
        Object value = arguments.get(argument);
        if (value == null) {
            return byDefault;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw problem(argument, "true or false");
    }

    boolean has(String argument) {
        return arguments.get(argument) != null;
    }

    /** Whether its dtype is a policy of quantization. */
    boolean isQuantized() {
        return arguments.get("dtype") instanceof Map<?, ?> dtype
                && String.valueOf(dtype.get("class_name")).startsWith("Quantized");
    }

    LayerConfig layer(String argument) throws KerasFileException {
        return of(arguments.get(argument), argument + " of " + describe());
    }

    List<LayerConfig> layers(String argument) throws KerasFileException {
        if (!(arguments.get(argument) instanceof List<?> list)) {
            throw problem(argument, "a list of layers");
        }
        List<LayerConfig> layers = new ArrayList<>();
        for (Object one : list) {
            layers.add(of(one, "an element of " + argument + " of " + describe()));
        }
        return layers;
    }

    private KerasFileException problem(String argument, String right) {
        return new KerasFileException(
                WHERE,
                argument + " of " + describe() + " is " + KerasFileException.excerpt(arguments.get(argument))
                        + "; right is " + right);
    }

    String describe() {
        return "the layer " + KerasFileException.excerpt(arguments.get("name")) + " ("
                + KerasFileException.excerpt(className) + ")";
    }
}
