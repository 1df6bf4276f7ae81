package io.epochal.callback.policy;

import io.epochal.protocol.Metrics;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code filepath} with Python's format fields: {@code {epoch:02d}}, {@code {val_loss:.4f}}, {@code {val_loss}}. */
record CheckpointName(String filepath) {
    private static final Pattern FIELD = Pattern.compile("\\{(\\w+)(?::(0?)(\\d*)(?:\\.(\\d+))?([dfe]?))?}");

    /**
     * The name at an epoch's end; epochs are written from 1, as Keras writes them.
     *
     * @throws IllegalArgumentException when a field names a log that is not there, where Keras raises KeyError
     */
    String at(int epoch, Metrics logs) {
        Matcher field = FIELD.matcher(filepath);
        StringBuilder name = new StringBuilder();
        while (field.find()) {
            field.appendReplacement(name, Matcher.quoteReplacement(value(field, epoch, logs)));
        }
        return field.appendTail(name).toString();
    }

    private String value(Matcher field, int epoch, Metrics logs) {
        String flags = field.group(2) == null ? "" : field.group(2);
        String width = field.group(3) == null ? "" : field.group(3);
        // %02d as Python's 02d; Java has no width 0.
        String padding = width.isEmpty() ? "" : flags + width;
        if (field.group(1).equals("epoch")) {
            return String.format(Locale.ROOT, "%" + padding + "d", epoch + 1);
        }
        OptionalDouble value = logs.get(field.group(1));
        if (value.isEmpty()) {
            throw new IllegalArgumentException("filepath \"" + filepath + "\" names " + field.group(1)
                    + ", which is not in the logs; there are: epoch, "
                    + String.join(", ", logs.values().keySet()));
        }
        return number(value.getAsDouble(), padding, field.group(4), field.group(5));
    }

    private static String number(double value, String padding, String precision, String conversion) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (conversion == null || conversion.isEmpty()) {
            return Double.toString(value);
        }
        int digits = precision == null ? 6 : Integer.parseInt(precision);
        // The exact binary value, ties to even, as Python rounds; Java's formatter rounds the shortest decimal.
        BigDecimal exact = new BigDecimal(value);
        BigDecimal rounded = conversion.equals("f") ? exact.setScale(digits, RoundingMode.HALF_EVEN) : exact;
        return String.format(Locale.ROOT, "%" + padding + "." + digits + conversion, rounded);
    }
}
