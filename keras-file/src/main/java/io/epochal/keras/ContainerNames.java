package io.epochal.keras;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The names of groups of one container in a weights file: the class in snake case, numbered from the second, whatever the layers are
 * called. As Keras 3.15, _save_container_state in saving_lib.py and to_snake_case in naming.py.
 */
final class ContainerNames {
    private final Map<String, Integer> used = new HashMap<>();

    String next(String className) {
        // The only layer whose class has another name than the one it is known by.
        String name = snakeCase(className.equals("GroupQueryAttention") ? "GroupedQueryAttention" : className);
        int number = used.merge(name, 0, (before, zero) -> before + 1);
        return number == 0 ? name : name + "_" + number;
    }

    static String snakeCase(String className) {
        return className
                .replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
