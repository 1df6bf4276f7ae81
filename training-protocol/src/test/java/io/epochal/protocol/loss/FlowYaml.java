package io.epochal.protocol.loss;

import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** Values of tests as a run spec has them on one line. Only words, numbers, lists and objects. */
public final class FlowYaml {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9.]*");

    private FlowYaml() {}

    public static Object read(String yaml) {
        String json = WORD.matcher(yaml).replaceAll(match -> switch (match.group()) {
            case "true", "false", "null" -> match.group();
            default -> '"' + match.group() + '"';
        });
        try {
            return Wire.JSON.readValue(json, Object.class);
        } catch (IOException e) {
            throw new UncheckedIOException(yaml, e);
        }
    }
}
