package io.epochal.chaos.plan;

import java.time.Duration;

/** Something that is done to a run which must make no difference to it. */
public sealed interface Fault {
    <R> R accept(Handler<R> handler);

    /** What is done to whom, without figures: the rows of the table. */
    String label();

    /** The same with its figures. */
    default String words() {
        return label();
    }

    /** SIGKILL. */
    record Kill(Target victim) implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.kill(this);
        }

        @Override
        public String label() {
            return "kill -9 " + victim.words();
        }
    }

    /** SIGTERM, as at a rollout. */
    record Terminate(Target victim) implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.terminate(this);
        }

        @Override
        public String label() {
            return "SIGTERM " + victim.words();
        }
    }

    /** SIGSTOP, and SIGCONT after a while. */
    record Stop(Target victim, Duration lasting) implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.stop(this);
        }

        @Override
        public String label() {
            return "SIGSTOP " + victim.words();
        }

        @Override
        public String words() {
            return label() + " " + lasting.toMillis() + " ms";
        }
    }

    /** Connections are reset, and new ones too for a while. */
    record Cut(NetworkLink line, Duration lasting) implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.cut(this);
        }

        @Override
        public String label() {
            return "cut " + line.words();
        }

        @Override
        public String words() {
            return label() + " " + lasting.toMillis() + " ms";
        }
    }

    /** Each piece of data comes late for a while. */
    record Delay(NetworkLink line, Duration each, Duration lasting) implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.delay(this);
        }

        @Override
        public String label() {
            return "delay " + line.words();
        }

        @Override
        public String words() {
            return label() + " by " + each.toMillis() + " ms for " + lasting.toMillis() + " ms";
        }
    }

    /** Every open connection says that no more answers come, while it still takes what is sent. */
    record HalfClose(NetworkLink line) implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.halfClose(this);
        }

        @Override
        public String label() {
            return "half-close " + line.words();
        }
    }

    /** Nothing more can be written to the store's disk for a while. */
    record DiskFull(Duration lasting) implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.diskFull(this);
        }

        @Override
        public String label() {
            return "disk full on the store";
        }

        @Override
        public String words() {
            return label() + " " + lasting.toMillis() + " ms";
        }
    }

    /** SIGKILL to every process at once. */
    record KillEverything() implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.killEverything(this);
        }

        @Override
        public String label() {
            return "kill -9 everything";
        }
    }

    /** A person pauses the run, and resumes it after a while. */
    record Pause(Duration lasting) implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.pause(this);
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

    /** The last event, the last verdict and the request to train are sent once more, as a redelivery would. */
    record Redelivery() implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.redelivery(this);
        }

        @Override
        public String label() {
            return "records sent twice";
        }
    }

    /** Somebody sends requests, events and commands with generated bad names, callbacks lists and values, and uses a hostile plug-in. */
    record HostileRecords(long seed) implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.hostileRecords(this);
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

    /** Another run's plug-in ends the process of whoever decides on it, again and again. */
    record DeadlyPlugin(long seed) implements Fault {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.deadlyPlugin(this);
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

    /** One method a fault and no defaults. */
    interface Handler<R> {
        R kill(Kill fault);

        R terminate(Terminate fault);

        R stop(Stop fault);

        R cut(Cut fault);

        R delay(Delay fault);

        R halfClose(HalfClose fault);

        R diskFull(DiskFull fault);

        R killEverything(KillEverything fault);

        R pause(Pause fault);

        R redelivery(Redelivery fault);

        R hostileRecords(HostileRecords fault);

        R deadlyPlugin(DeadlyPlugin fault);
    }
}
