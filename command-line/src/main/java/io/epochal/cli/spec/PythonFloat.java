package io.epochal.cli.spec;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Numbers as Python writes a float. */
final class PythonFloat {
    private static final int LONGEST = 64;
    private static final Pattern NUMBER = Pattern.compile("[-+]?+(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][-+]?+\\d++)?+");

    private PythonFloat() {}

    /** Empty for a text that is no such number, or has more than 64 characters. */
    static OptionalDouble parse(String text) {
        return switch (text) {
            case "nan", "NaN", "-nan" -> OptionalDouble.of(Double.NaN);
            case "inf", "Infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-inf", "-Infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
            default ->
                text.length() > LONGEST || !NUMBER.matcher(text).matches()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(Double.parseDouble(text));
        };
    }
}
