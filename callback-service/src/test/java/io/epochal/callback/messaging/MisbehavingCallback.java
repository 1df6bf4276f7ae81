package io.epochal.callback.messaging;

import io.epochal.callback.policy.Callback;
import io.epochal.callback.policy.CallbackProvider;
import io.epochal.callback.policy.Step;
import io.epochal.protocol.Command;
import io.epochal.protocol.field.Fields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A plug-in with a fault at the end of an epoch. */
public record MisbehavingCallback(Map<String, Object> settings, Misbehaviour misbehaviour) implements Callback {
    /** What it does. */
    enum Misbehaviour {
        THROW_EXCEPTION(callback -> {
            throw new IllegalStateException("a fault");
        }),
        THROW_CHECKED(callback -> sneak(new Exception("checked"))),
        THROW_ASSERTION_ERROR(callback -> {
            throw new AssertionError("not so");
        }),
        THROW_LINKAGE_ERROR(callback -> {
            throw new NoClassDefFoundError("org/example/Missing");
        }),
        THROW_WHAT_CANNOT_BE_SAID(callback -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("no message");
                }
            };
        }),
        THROW_A_LONG_MESSAGE(callback -> {
            throw new IllegalStateException("long\u001b[2J\n".repeat(400_000));
        }),
        OVERFLOW_THE_STACK(Misbehaviour::forever),
        INTERRUPT(callback -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
        }),
        ANSWER_NULL(callback -> null),
        NEVER_RETURN(callback -> {
            while (callback.settings() != null) {
                LockSupport.parkNanos(1_000_000);
                // Ignored: left set, parking would return at once, and this thread take a core to the end of the tests.
                var unused = Thread.interrupted();
            }
            return null;
        }),
        COMMAND_A_MEGABYTE(callback -> new Step(
                callback,
                new ArrayList<>(Collections.nCopies(100_000, new Command.SetLearningRate(0.1))),
                List.of(),
                Optional.empty(),
                Optional.empty())),
        SAY_A_MEGABYTE(callback -> Step.to(callback, "x".repeat(2_000_000))),
        STATE_THAT_IS_NO_JSON(callback -> Step.stay(new MisbehavingCallback(circle(), Misbehaviour.THROW_EXCEPTION)));

        private interface Does {
            @Nullable
            Step with(MisbehavingCallback callback);
        }

        private final Does does;

        Misbehaviour(Does does) {
            this.does = does;
        }

        @SuppressWarnings("InfiniteRecursion")
        private static Step forever(MisbehavingCallback callback) {
            return Objects.requireNonNull(forever(callback));
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> Step sneak(Throwable thrown) throws T {
            throw (T) thrown;
        }

        private static Map<String, Object> circle() {
            Map<String, Object> circle = new HashMap<>();
            circle.put("misbehaviour", circle);
            return circle;
        }
    }

    @Override
    public String type() {
        return "Hostile";
    }

    /** Null where that is the fault: a plug-in's compiler checks nothing. */
    @Override
    @SuppressWarnings("NullAway")
    public Step onEpochEnd(Epoch epoch) {
        return misbehaviour.does.with(this);
    }

    /** Found by its name in a jar of the plug-in path. */
    public static final class Provider implements CallbackProvider {
        @Override
        public String type() {
            return "Hostile";
        }

        @Override
        public Callback read(Fields fields) {
            String misbehaviour = fields.text("misbehaviour");
            return new MisbehavingCallback(Map.of("misbehaviour", misbehaviour), Misbehaviour.valueOf(misbehaviour));
        }
    }

    /** One that cannot even be made; the others of its jar can. */
    public static final class Unloadable implements CallbackProvider {
        public Unloadable() {
            throw new NoClassDefFoundError("org/example/Missing");
        }

        @Override
        public String type() {
            return "Unloadable";
        }

        @Override
        public Callback read(Fields fields) {
            throw new AssertionError();
        }
    }

    /** One that does not say what it is. */
    public static final class Nameless implements CallbackProvider {
        @Override
        public String type() {
            throw new IllegalStateException("no name");
        }

        @Override
        public Callback read(Fields fields) {
            throw new AssertionError();
        }
    }
}
