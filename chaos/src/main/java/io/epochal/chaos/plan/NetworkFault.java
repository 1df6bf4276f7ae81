package io.epochal.chaos.plan;

import java.time.Duration;

/** A failure of the connections between the services and what they depend on. */
public sealed interface NetworkFault extends Fault {
    NetworkLink link();

    @Override
    default void accept(Fault.Handler handler) {
        handler.network(this);
    }

    void inject(Handler handler);

    /** Connections are reset, also new ones until {@code lasting} is over. */
    record Cut(NetworkLink link, Duration lasting) implements NetworkFault {
        @Override
        public void inject(Handler handler) {
            handler.cut(this);
        }

        @Override
        public String label() {
            return "cut " + link.words();
        }

        @Override
        public String words() {
            return label() + " " + lasting.toMillis() + " ms";
        }
    }

    /** Each piece of data arrives later by {@code each}, until {@code lasting} is over. */
    record Delay(NetworkLink link, Duration each, Duration lasting) implements NetworkFault {
        @Override
        public void inject(Handler handler) {
            handler.delay(this);
        }

        @Override
        public String label() {
            return "delay " + link.words();
        }

        @Override
        public String words() {
            return label() + " by " + each.toMillis() + " ms for " + lasting.toMillis() + " ms";
        }
    }

    /** Every open connection delivers no more answers, and still accepts what is sent. */
    record HalfClose(NetworkLink link) implements NetworkFault {
        @Override
        public void inject(Handler handler) {
            handler.halfClose(this);
        }

        @Override
        public String label() {
            return "half-close " + link.words();
        }
    }

    /** One method for each fault. */
    interface Handler {
        void cut(Cut fault);

        void delay(Delay fault);

        void halfClose(HalfClose fault);
    }
}
