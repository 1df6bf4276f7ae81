package io.epochal.protocol;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Ids of runs for which nobody has chosen one. */
public final class RunNames {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_NAME = 100;

    private RunNames() {}

    /**
     * An id that no other run has, such as {@code iris-20260102-030405-7f3a}.
     *
     * @param name with which it begins; what is longer than 100 characters is cut
     * @param digits by chance at its end, from 1 to 8: 4 where a person starts one run after the other, more where programs start many
     *     in one second
     */
    public static String next(String name, Instant now, int digits) {
        String first = name.substring(0, Math.min(name.length(), LONGEST_NAME));
        String chance = String.format(Locale.ROOT, "%08x", RANDOM.nextInt()).substring(8 - digits);
        return first + "-" + STAMP.format(now) + "-" + chance;
    }
}
