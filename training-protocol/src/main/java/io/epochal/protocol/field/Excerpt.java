package io.epochal.protocol.field;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value as a message may repeat it: printable and short, however large, deep or circular the value is. */
public final class Excerpt {
    private static final int LIMIT = 120;
    private static final int DEPTH = 4;
    private final StringBuilder text = new StringBuilder();

    private Excerpt() {}

    /** At most 120 characters; a text stands between quotation marks. */
    public static String of(@Nullable Object value) {
        Excerpt excerpt = new Excerpt();
        excerpt.append(value, DEPTH);
        return Printable.of(excerpt.text.toString(), LIMIT);
    }

    private void append(@Nullable Object value, int depth) {
        if (value instanceof String string) {
            text.append(depth == DEPTH ? '"' + cut(string) + '"' : cut(string));
        } else if (value instanceof List<?> list) {
            text.append('[');
            items(list.iterator(), depth);
            text.append(']');
        } else if (value instanceof Map<?, ?> map) {
            text.append('{');
            items(map.entrySet().iterator(), depth);
            text.append('}');
        } else if (value instanceof Map.Entry<?, ?> entry) {
            append(entry.getKey(), depth);
            text.append('=');
            append(entry.getValue(), depth);
        } else {
            text.append(cut(String.valueOf(value)));
        }
    }

    private void items(Iterator<?> items, int depth) {
        if (depth == 0 && items.hasNext()) {
            text.append("...");
            return;
        }
        while (items.hasNext() && text.length() <= LIMIT) {
            append(items.next(), depth - 1);
            text.append(items.hasNext() ? ", " : "");
        }
    }

    private static String cut(String string) {
        return string.length() <= LIMIT ? string : Printable.of(string, LIMIT);
    }
}
