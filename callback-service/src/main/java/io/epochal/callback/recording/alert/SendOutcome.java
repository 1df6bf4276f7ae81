package io.epochal.callback.recording.alert;

import io.epochal.callback.recording.http.ServerAnswer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What came of one try to send an alert. */
sealed interface SendOutcome {
    /** The destination has it. */
    record Delivered() implements SendOutcome {}

    /** Trying again would not help. */
    record Refused(String why) implements SendOutcome {}

    /**
     * It may work later.
     *
     * @param least the least pause, where the destination has named one
     */
    record Later(String why, Duration least) implements SendOutcome {}

    Duration LONGEST_WAIT = Duration.ofHours(1);

    static SendOutcome of(ServerAnswer answer, Clock clock) {
        int status = answer.status();
        if (status / 100 == 2) {
            return new Delivered();
        }
        String why = "status " + status;
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            return new Later(why, named(answer.retryAfter(), clock).orElse(Duration.ZERO));
        }
        return new Refused(status / 100 == 3 ? why + ", a redirect, which is not followed" : why);
    }

    /** Seconds, or a date, as HTTP has it; bounded. */
    private static Optional<Duration> named(String header, Clock clock) {
        if (header.isEmpty()) {
            return Optional.empty();
        }
        if (header.matches("\\d{1,9}")) {
            return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(header))));
        }
        try {
            Instant until = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(bounded(Duration.between(clock.instant(), until)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}
