package io.epochal.callback.policy;

import io.epochal.protocol.CheckpointPath;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.PythonText;
import io.epochal.protocol.field.Fields;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code filepath} with Python's format fields, such as {@code {epoch:02d}} and {@code {val_loss:.4f}}. What it comes to is a
 * {@link CheckpointPath}.
 */
record CheckpointName(String filepath) {
    private static final Pattern FIELD =
            Pattern.compile("\\{(\\w+)(?::(0?)([1-9]\\d*)?(?:\\.(\\d{1,2}))?([dfFeE]?))?}");
    private static final int LONGEST = 1000;
    private static final int WIDEST = 100;
    private static final Set<String> COUNTS = Set.of("epoch", "batch");

    /**
     * Reads {@code filepath}; what Keras would only reject when it saves is rejected here.
     *
     * @param logs the names that can be filled: the logs that reach the callback, and the counts
     * @throws io.epochal.protocol.field.SpecException for formats that Python or this does not have, and for fields that nothing fills
     */
    static CheckpointName read(Fields fields, Set<String> logs) {
        String filepath = fields.text("filepath");
        if (filepath.length() > LONGEST) {
            throw fields.wrong("filepath", "must have at most " + LONGEST + " characters");
        }
        Matcher field = FIELD.matcher(filepath);
        while (field.find()) {
            String name = field.group(1);
            if (!logs.contains(name)) {
                throw fields.wrong(
                        "filepath",
                        "names " + name + ", which is not in the logs; there are: "
                                + String.join(", ", new TreeSet<>(logs)));
            }
            boolean whole = "d".equals(field.group(5));
            boolean formatted = field.group(5) != null && !field.group(5).isEmpty();
            boolean unnatural = COUNTS.contains(name) ? field.group(4) != null && !formatted : whole;
            if (unnatural || (whole && field.group(4) != null)) {
                throw fields.wrong("filepath", "has a field that Python cannot format: " + field.group());
            }
            String width = field.group(3);
            if (width != null && (width.length() > 3 || Integer.parseInt(width) > WIDEST)) {
                throw fields.wrong("filepath", "has a field that is wider than " + WIDEST + ": " + field.group());
            }
        }
        String plain = FIELD.matcher(filepath).replaceAll("");
        if (filepath.isBlank() || plain.contains("{") || plain.contains("}")) {
            throw fields.wrong("filepath", "may have fields such as {epoch:02d} and {val_loss:.4f}");
        }
        var unused = CheckpointPath.choose(
                fields.pathOf("filepath"), FIELD.matcher(filepath).replaceAll("1"));
        return new CheckpointName(filepath);
    }

    /** The first field that these logs do not fill, where Keras raises KeyError. */
    Optional<String> unfilled(Metrics logs) {
        return FIELD.matcher(filepath)
                .results()
                .map(field -> field.group(1))
                .filter(name -> !COUNTS.contains(name) && logs.get(name).isEmpty())
                .findFirst();
    }

    /**
     * The name here, normalized; counts are written from 1, as Keras writes them.
     *
     * @param batch ignored where the name has no field for it
     * @throws io.epochal.protocol.field.SpecException when it comes to what no checkpoint can be called
     */
    String at(int epoch, int batch, Metrics logs) {
        return CheckpointPath.choose("filepath", filled(epoch, batch, logs));
    }

    /** As Python formats it. */
    String filled(int epoch, int batch, Metrics logs) {
        return FIELD.matcher(filepath).replaceAll(field -> Matcher.quoteReplacement(text(field, epoch, batch, logs)));
    }

    private static String text(MatchResult field, int epoch, int batch, Metrics logs) {
        String name = field.group(1);
        String type = field.group(5) == null ? "" : field.group(5);
        String text;
        if (COUNTS.contains(name)) {
            long count = 1L + (name.equals("epoch") ? epoch : batch);
            text = type.isEmpty() || type.equals("d") ? Long.toString(count) : formatted(count, type, field.group(4));
        } else {
            text = formatted(logs.get(name).orElseThrow(), type, field.group(4));
        }
        return padded(text, "0".equals(field.group(2)), field.group(3));
    }

    private static String formatted(double value, String type, @Nullable String precision) {
        int digits = precision == null ? 6 : Integer.parseInt(precision);
        return switch (type) {
            case "f" -> PythonText.fixed(value, digits);
            case "F" -> PythonText.fixed(value, digits).toUpperCase(Locale.ROOT);
            case "e" -> PythonText.scientific(value, digits);
            case "E" -> PythonText.scientific(value, digits).toUpperCase(Locale.ROOT);
            default -> precision == null ? PythonText.repr(value) : PythonText.general(value, digits);
        };
    }

    /** As wide as asked; zeros go between the sign and the digits. */
    private static String padded(String text, boolean zeros, @Nullable String width) {
        int missing = width == null ? 0 : Integer.parseInt(width) - text.length();
        if (missing <= 0) {
            return text;
        }
        if (zeros) {
            int sign = text.startsWith("-") ? 1 : 0;
            return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
        }
        return " ".repeat(missing) + text;
    }
}
