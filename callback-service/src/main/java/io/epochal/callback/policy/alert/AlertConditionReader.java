package io.epochal.callback.policy.alert;

import io.epochal.protocol.field.Fields;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a condition as a rule has it: {@code on}, and the arguments that it takes. */
final class AlertConditionReader {
    static final String OVERDUE = "run_overdue";
    static final String METRIC = "metric";
    static final String WHEN = "when";
    static final String AFTER = "after";

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Duration LONGEST = Duration.ofDays(366);

    private AlertConditionReader() {}

    /** @throws io.epochal.protocol.field.SpecException for what is no condition */
    static AlertCondition read(Fields fields) {
        if (!fields.has("on")) {
            throw fields.missing("on");
        }
        String on =
                fields.oneOf("on", "", "run_ended", "run_failed", "run_lost", OVERDUE, METRIC, "nan", "rate_lowered");
        require(fields, WHEN, on, METRIC);
        require(fields, AFTER, on, OVERDUE);
        return switch (on) {
            case "run_ended" -> new EndCondition();
            case "run_failed" -> new FailureCondition();
            case "run_lost" -> new LostRunCondition();
            case METRIC -> new MetricCondition(MetricComparison.read(fields, WHEN));
            case "nan" -> new NotFiniteCondition();
            case "rate_lowered" -> new LoweredRateCondition();
            default ->
                duration(fields).<AlertCondition>map(LateRunCondition::new).orElseGet(MissingVerdictCondition::new);
        };
    }

    private static void require(Fields fields, String argument, String on, String owner) {
        if (fields.has(argument) && !on.equals(owner)) {
            throw fields.wrong(argument, "must be left out: only on: " + owner + " takes it");
        }
    }

    private static Optional<Duration> duration(Fields fields) {
        if (!fields.has(AFTER)) {
            return Optional.empty();
        }
        Matcher parts = DURATION.matcher(fields.text(AFTER));
        Duration duration = parts.matches()
                ? Duration.ofSeconds(Long.parseLong(parts.group(1)) * seconds(parts.group(2)))
                : Duration.ZERO;
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw fields.wrong(AFTER, "must be a number with s, m, h or d behind it, such as 2h, up to a year");
        }
        return Optional.of(duration);
    }

    private static long seconds(String unit) {
        return switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3600;
            default -> 86_400;
        };
    }

    /** As it is read, in seconds. */
    static String text(Duration duration) {
        return duration.toSeconds() + "s";
    }
}
