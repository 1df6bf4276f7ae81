package io.epochal.callback.page.view;

import io.epochal.protocol.field.Printable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Texts of runs as a page can show them, whatever a run says. The templates escape what HTML means. */
public final class ShownText {
    private static final int MOST_NAME = 80;
    private static final int MOST_SENTENCE = 600;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private ShownText() {}

    /** A name of something, at most {@value #MOST_NAME} characters. */
    public static String name(String text) {
        return Printable.of(text, MOST_NAME);
    }

    /** A reason or another sentence, at most {@value #MOST_SENTENCE} characters. */
    public static String sentence(String text) {
        return Printable.of(text, MOST_SENTENCE);
    }

    /** Part of an address, or a value behind its question mark. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static Moment moment(Instant time) {
        return new Moment(time.toString(), TIME.format(time) + " UTC");
    }

    /**
     * A time.
     *
     * @param iso for a program, which shows it in the reader's zone
     * @param text for a reader without one
     */
    public record Moment(String iso, String text) {}
}
