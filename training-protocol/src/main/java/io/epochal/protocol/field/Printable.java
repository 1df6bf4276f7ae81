package io.epochal.protocol.field;

/**
 * Text from elsewhere as it may be shown on a terminal, written to a log or repeated in a message: control characters are escaped, as
 * Java writes them, and what is too long is cut.
 */
public final class Printable {
    private static final String CUT = "...";

    private Printable() {}

    /** The text with every control character, line end, invisible direction mark and lone surrogate escaped. */
    public static String of(String text) {
        // Nearly every text is returned as it is, and tables have tens of thousands.
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            if (isEscaped(text.codePointAt(i))) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> append(shown, point));
        return shown.toString();
    }

    /**
     * The same, no longer than this.
     *
     * @param limit in characters, at least 3
     */
    public static String of(String text, int limit) {
        String shown = of(text.length() <= limit ? text : text.substring(0, limit));
        if (text.length() <= limit && shown.length() <= limit) {
            return shown;
        }
        int end = Math.min(shown.length(), limit - CUT.length());
        boolean pair = end > 0 && Character.isHighSurrogate(shown.charAt(end - 1));
        return shown.substring(0, pair ? end - 1 : end) + CUT;
    }

    private static void append(StringBuilder shown, int point) {
        switch (point) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> {
                if (isEscaped(point)) {
                    shown.append("\\u").append(hex(point));
                } else {
                    shown.appendCodePoint(point);
                }
            }
        }
    }

    private static String hex(int point) {
        String digits = Integer.toHexString(point);
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    private static boolean isEscaped(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
