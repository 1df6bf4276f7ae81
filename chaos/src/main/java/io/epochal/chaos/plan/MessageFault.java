package io.epochal.chaos.plan;

import java.time.Duration;

/** Messages on the stack's topics that must not change the run's result. */
public sealed interface MessageFault extends Fault {
    @Override
    default void accept(Fault.Handler handler) {
        handler.messages(this);
    }

    void inject(Handler handler);

    /** The user pauses the run, and resumes it after {@code lasting}. */
    record PauseRun(Duration lasting) implements MessageFault {
        @Override
        public void inject(Handler handler) {
            handler.pauseRun(this);
        }

        @Override
        public String label() {
            return "pause and resume";
        }

        @Override
        public String words() {
            return label() + " " + lasting.toMillis() + " ms";
        }
    }

    /** The request to train, the last event and the last verdict are sent once more, as a redelivery would. */
    record Redelivery() implements MessageFault {
        @Override
        public void inject(Handler handler) {
            handler.redelivery(this);
        }

        @Override
        public String label() {
            return "records sent twice";
        }
    }

    /** Generated requests, events and commands of other runs, with invalid names, callback lists and values, and a harmful plug-in. */
    record HostileRecords(long seed) implements MessageFault {
        @Override
        public void inject(Handler handler) {
            handler.hostileRecords(this);
        }

        @Override
        public String label() {
            return "bad records beside it";
        }

        @Override
        public String words() {
            return label() + " of seed " + seed;
        }
    }

    /** The plug-in of another run ends the process of each callback service that decides on that run. */
    record DeadlyPlugin(long seed) implements MessageFault {
        @Override
        public void inject(Handler handler) {
            handler.deadlyPlugin(this);
        }

        @Override
        public String label() {
            return "a plug-in beside it that ends the JVM";
        }

        @Override
        public String words() {
            return label() + ", of seed " + seed;
        }
    }

    /** One method for each fault. */
    interface Handler {
        void pauseRun(PauseRun fault);

        void redelivery(Redelivery fault);

        void hostileRecords(HostileRecords fault);

        void deadlyPlugin(DeadlyPlugin fault);
    }
}
