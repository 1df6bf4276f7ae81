package io.epochal.callback.policy;

import io.epochal.protocol.Fields;
import io.epochal.protocol.Metrics;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A {@code filepath} with Python's format fields, such as {@code {epoch:02d}} and {@code {val_loss:.4f}}. */
record CheckpointName(String filepath) {
    private static final Pattern FIELD =
            Pattern.compile("\\{(?:epoch(?::(0?)(\\d*)d)?|(\\w+):(0?)(\\d*)(?:\\.(\\d{1,2}))?f)}");

    /**
     * Reads {@code filepath}; what Keras would only find out at the first epoch's end is refused here.
     *
     * @param logs the names of the logs that reach the callback
     * @throws io.epochal.protocol.SpecException for other formats, and for fields that no log will fill
     */
    static CheckpointName read(Fields fields, Set<String> logs) {
        String filepath = fields.text("filepath");
        Matcher field = FIELD.matcher(filepath);
        while (field.find()) {
            String log = field.group(3);
            if (log != null && !logs.contains(log)) {
                throw fields.wrong(
                        "filepath",
                        "names " + log + ", which is not in the logs; there are: epoch, " + String.join(", ", logs));
            }
        }
        String plain = FIELD.matcher(filepath).replaceAll("");
        if (filepath.isBlank() || plain.contains("{") || plain.contains("}")) {
            throw fields.wrong("filepath", "may have fields such as {epoch:02d} and {val_loss:.4f}");
        }
        return new CheckpointName(filepath);
    }

    /**
     * The name at an epoch's end; epochs are written from 1, as Keras writes them.
     *
     * @throws IllegalArgumentException when a field's log is absent in this epoch, where Keras raises KeyError
     */
    String at(int epoch, Metrics logs) {
        return FIELD.matcher(filepath)
                .replaceAll(field -> Matcher.quoteReplacement(
                        field.group(3) == null
                                ? padded(Integer.toString(epoch + 1), field.group(1), field.group(2))
                                : padded(
                                        fixed(log(field.group(3), logs), field.group(6)),
                                        field.group(4),
                                        field.group(5))));
    }

    private double log(String name, Metrics logs) {
        return logs.get(name)
                .orElseThrow(() -> new IllegalArgumentException("filepath \"" + filepath + "\" names " + name
                        + ", which is not in this epoch's logs; there are: "
                        + String.join(", ", logs.values().keySet())));
    }

    /** Rounded half to even from the exact binary value, as Python does; Java's %f rounds the shortest decimal half up. */
    private static String fixed(double value, @Nullable String precision) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        int digits = precision == null ? 6 : Integer.parseInt(precision);
        String size = new BigDecimal(Math.abs(value))
                .setScale(digits, RoundingMode.HALF_EVEN)
                .toPlainString();
        return Math.copySign(1, value) < 0 ? "-" + size : size;
    }

    /** As wide as asked; zeros go between the sign and the digits. */
    private static String padded(String text, @Nullable String zero, @Nullable String width) {
        int missing = width == null || width.isEmpty() ? 0 : Integer.parseInt(width) - text.length();
        if (missing <= 0) {
            return text;
        }
        if ("0".equals(zero)) {
            int sign = text.startsWith("-") ? 1 : 0;
            return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
        }
        return " ".repeat(missing) + text;
    }
}
