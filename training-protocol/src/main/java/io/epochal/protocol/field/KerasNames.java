package io.epochal.protocol.field;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names as Keras makes them of Python's. */
public final class KerasNames {
    private static final Pattern WORD = Pattern.compile("(.)([A-Z][a-z]+)");
    private static final Pattern EDGE = Pattern.compile("([a-z])([A-Z])");

    private KerasNames() {}

    /** {@code kl_divergence} of {@code KLDivergence}: to_snake_case in naming.py of Keras 3.15. */
    public static String snakeCase(String className) {
        String words = WORD.matcher(className).replaceAll("$1_$2");
        return EDGE.matcher(words).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }
}
