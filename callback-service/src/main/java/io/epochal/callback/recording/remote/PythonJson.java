package io.epochal.callback.recording.remote;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.PythonText;

/** An epoch's logs as json.dumps writes them, with NaN and Infinity, which JSON lacks. */
final class PythonJson {
    private static final String DIGITS = "0123456789abcdef";

    private PythonJson() {}

    static String of(int epoch, Metrics logs) {
        StringBuilder json = new StringBuilder("{\"epoch\": ").append(epoch);
        logs.values().forEach((name, value) -> {
            text(json.append(", "), name);
            json.append(": ").append(Double.isFinite(value) ? PythonText.repr(value) : Double.toString(value));
        });
        return json.append('}').toString();
    }

    private static void text(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            character(json, text.charAt(i));
        }
        json.append('"');
    }

    private static void character(StringBuilder json, char c) {
        switch (c) {
            case '"' -> json.append("\\\"");
            case '\\' -> json.append("\\\\");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            case '\f' -> json.append("\\f");
            case '\b' -> json.append("\\b");
            default -> {
                if (c >= ' ' && c < 0x7f) {
                    json.append(c);
                } else {
                    json.append("\\u");
                    for (int shift = 12; shift >= 0; shift -= 4) {
                        json.append(DIGITS.charAt((c >> shift) & 0xf));
                    }
                }
            }
        }
    }
}
