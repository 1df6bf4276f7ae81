package io.epochal.callback.page.view;

import io.epochal.callback.summary.MetricCurve.EpochValue;
import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.RunPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One condition of a {@link RunFilter}. */
sealed interface RunTerm {
    boolean holds(RunOverview run, Instant now);

    /** The run's id or its trainer has this text in it, in small letters or large ones. */
    record Mentions(String part) implements RunTerm {
        public Mentions {
            part = part.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean holds(RunOverview run, Instant now) {
            return run.id().toLowerCase(Locale.ROOT).contains(part)
                    || run.trainer().orElse("").toLowerCase(Locale.ROOT).contains(part);
        }
    }

    /** The run is in one of these phases. */
    record InPhase(Set<RunPhase> phases) implements RunTerm {
        @Override
        public boolean holds(RunOverview run, Instant now) {
            return phases.contains(run.phase(now));
        }
    }

    /** A number of the run compares so with another one; a run without that number never does. */
    record Compares(String name, Operator operator, double bound) implements RunTerm {
        @Override
        public boolean holds(RunOverview run, Instant now) {
            OptionalDouble value = value(run, now);
            return value.isPresent() && operator.holds(value.getAsDouble(), bound);
        }

        private OptionalDouble value(RunOverview run, Instant now) {
            return switch (name) {
                case "epochs" -> OptionalDouble.of(run.epochs());
                case "attempt" -> OptionalDouble.of(run.attempt());
                case "took" ->
                    OptionalDouble.of(
                            Duration.between(run.started(), run.until(now)).toMillis() / 1e3);
                case "last" -> number(run.last().orElse(null));
                case "best" -> number(run.best().orElse(null));
                default ->
                    run.metric().equals(name) ? number(run.best().or(run::last).orElse(null)) : OptionalDouble.empty();
            };
        }

        private static OptionalDouble number(@Nullable EpochValue value) {
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.value());
        }
    }

    /** How two numbers are compared. */
    enum Operator {
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">="),
        EQUAL("="),
        OTHER("!=");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        static Operator of(String sign) {
            for (Operator one : values()) {
                if (one.sign.equals(sign)) {
                    return one;
                }
            }
            throw new IllegalArgumentException(sign);
        }

        boolean holds(double value, double bound) {
            return switch (this) {
                case LESS -> value < bound;
                case AT_MOST -> value <= bound;
                case MORE -> value > bound;
                case AT_LEAST -> value >= bound;
                case EQUAL -> value == bound;
                case OTHER -> value != bound;
            };
        }
    }
}
