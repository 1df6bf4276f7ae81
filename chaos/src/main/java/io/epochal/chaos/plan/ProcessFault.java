package io.epochal.chaos.plan;

import java.time.Duration;

/** A signal to one process or to all of them. */
public sealed interface ProcessFault extends Fault {
    @Override
    default void accept(Fault.Handler handler) {
        handler.process(this);
    }

    void inject(Handler handler);

    /** SIGKILL. */
    record Kill(Target target) implements ProcessFault {
        @Override
        public void inject(Handler handler) {
            handler.kill(this);
        }

        @Override
        public String label() {
            return "kill -9 " + target.words();
        }
    }

    /** SIGTERM, as at a rollout. */
    record Terminate(Target target) implements ProcessFault {
        @Override
        public void inject(Handler handler) {
            handler.terminate(this);
        }

        @Override
        public String label() {
            return "SIGTERM " + target.words();
        }
    }

    /** SIGSTOP, and SIGCONT after {@code lasting}. */
    record Suspend(Target target, Duration lasting) implements ProcessFault {
        @Override
        public void inject(Handler handler) {
            handler.suspend(this);
        }

        @Override
        public String label() {
            return "SIGSTOP " + target.words();
        }

        @Override
        public String words() {
            return label() + " " + lasting.toMillis() + " ms";
        }
    }

    /** SIGKILL to every process at once. */
    record KillEverything() implements ProcessFault {
        @Override
        public void inject(Handler handler) {
            handler.killEverything(this);
        }

        @Override
        public String label() {
            return "kill -9 everything";
        }
    }

    /** One method for each fault. */
    interface Handler {
        void kill(Kill fault);

        void terminate(Terminate fault);

        void suspend(Suspend fault);

        void killEverything(KillEverything fault);
    }
}
