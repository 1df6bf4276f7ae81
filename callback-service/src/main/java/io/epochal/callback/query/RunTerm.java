package io.epochal.callback.query;

import io.epochal.callback.summary.RunPhase;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** One condition of a {@link RunFilter}. */
public sealed interface RunTerm {
    <R> R accept(Handler<R> handler);

    /** One method for each kind and no defaults, so that a new kind does not compile until it is handled everywhere. */
    interface Handler<R> {
        R mentions(Mentions term);

        R inPhase(InPhase term);

        R compares(Compares term);

        R field(Field term);

        R requestedBy(RequestedBy term);
    }

    /** The run's id or its trainer has this text in it, in small letters or large ones. */
    record Mentions(String part) implements RunTerm {
        public Mentions {
            part = part.toLowerCase(Locale.ROOT);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.mentions(this);
        }
    }

    /** The run is in one of these phases. */
    record InPhase(Set<RunPhase> phases) implements RunTerm {
        public InPhase {
            phases = Set.copyOf(phases);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.inPhase(this);
        }
    }

    /**
     * A number of the run compares so with another one; a run without that number never does.
     *
     * @param name {@code epochs}, {@code attempt}, {@code took} in seconds, {@code last}, {@code best}, or a metric's: its best value,
     *     or the newest where no direction of it is known to be better
     */
    record Compares(String name, Operator operator, double bound) implements RunTerm {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.compares(this);
        }
    }

    /**
     * A field of the run's spec compares so with a number or a text; a run without that field never does.
     *
     * @param path such as {@code callbacks[0].patience}
     * @param bound a text; where it is one of a number, a field that is a number is compared with that
     */
    record Field(String path, Operator operator, String bound) implements RunTerm {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.field(this);
        }

        /** The bound as a number; empty where it is none. */
        public OptionalDouble number() {
            return number(bound);
        }

        /** Empty for a text that is no number. */
        static OptionalDouble number(String text) {
            try {
                return OptionalDouble.of(Double.parseDouble(text));
            } catch (NumberFormatException e) {
                return OptionalDouble.empty();
            }
        }
    }

    /** Somebody of exactly this name has asked for the run last. */
    record RequestedBy(String name) implements RunTerm {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.requestedBy(this);
        }
    }

    /** How two values are compared. */
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

        /** As in a filter. */
        public String sign() {
            return sign;
        }

        /** Whether it only tells whether two values are the same. */
        public boolean isOfEquality() {
            return this == EQUAL || this == OTHER;
        }

        static Operator of(String sign) {
            for (Operator one : values()) {
                if (one.sign.equals(sign)) {
                    return one;
                }
            }
            throw new IllegalArgumentException(sign);
        }

        /** As Java compares them: NaN is neither less nor more than anything, and other than everything. */
        public boolean holds(double value, double bound) {
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
