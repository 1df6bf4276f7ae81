package io.epochal.cli.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import java.util.HexFormat;

/** JSON that is safe to print on a terminal: control characters and invisible ones are escaped. */
public final class PrintableJson {
    private PrintableJson() {}

    /** One line. */
    public static String line(Object value) {
        try {
            return escaped(Wire.JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value that JSON cannot write", e);
        }
    }

    /** The same document: such characters occur only within strings, where an escape means the same. */
    private static String escaped(String json) {
        if (Printable.of(json).equals(json)) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        json.codePoints().forEach(point -> append(escaped, Character.toString(point)));
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, String character) {
        if (Printable.of(character).equals(character)) {
            escaped.append(character);
            return;
        }
        for (char half : character.toCharArray()) {
            escaped.append("\\u").append(HexFormat.of().toHexDigits(half));
        }
    }
}
