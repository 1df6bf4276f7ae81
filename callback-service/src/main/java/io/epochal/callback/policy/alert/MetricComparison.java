package io.epochal.callback.policy.alert;

import io.epochal.protocol.PythonText;
import io.epochal.protocol.field.Fields;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric compared with a number, such as {@code val_loss < 0.05}.
 *
 * @param metric its name in an epoch's metrics
 * @param operator one of {@code <}, {@code <=}, {@code >} and {@code >=}
 * @param value finite
 */
public record MetricComparison(String metric, String operator, double value) {
    private static final Pattern FORM = Pattern.compile(
            "\\s*([^\\s<>=]{1,200})\\s*(<=|>=|<|>)\\s*([+-]?(?:\\d{1,40}(?:\\.\\d{0,40})?|\\.\\d{1,40})(?:[eE][+-]?\\d{1,3})?)\\s*");
    private static final int LONGEST = 400;

    /** @throws io.epochal.protocol.field.SpecException for what is no comparison */
    static MetricComparison read(Fields fields, String key) {
        String text = fields.text(key);
        Matcher parts = FORM.matcher(text);
        if (text.length() > LONGEST || !parts.matches() || !Double.isFinite(Double.parseDouble(parts.group(3)))) {
            throw fields.wrong(
                    key, "must be a metric, one of <, <=, > and >=, and a number, such as \"val_loss < 0.05\"");
        }
        return new MetricComparison(parts.group(1), parts.group(2), Double.parseDouble(parts.group(3)));
    }

    /** Whether it holds for a value; for NaN nothing does. */
    boolean holds(double measured) {
        return switch (operator) {
            case "<" -> measured < value;
            case "<=" -> measured <= value;
            case ">" -> measured > value;
            default -> measured >= value;
        };
    }

    /** As {@link #read} reads it. */
    public String text() {
        return metric + " " + operator + " " + PythonText.repr(value);
    }
}
