package io.epochal.callback.api.trainers;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Ids of runs whose program has chosen none. */
final class RunNames {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_NAME = 100;

    private RunNames() {}

    /** An id that no other run has. */
    static String next(String name, Instant now) {
        String first = name.substring(0, Math.min(name.length(), LONGEST_NAME));
        return String.format(Locale.ROOT, "%s-%s-%08x", first, STAMP.format(now), RANDOM.nextInt());
    }
}
