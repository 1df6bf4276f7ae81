package io.epochal.chaos.plan;

/** Something that is done to a run or to its stack, and that must not change the run's result. */
public sealed interface Fault permits ProcessFault, NetworkFault, DiskFull, MessageFault {
    /** What is done to which target, without numbers: a row of the result table. */
    String label();

    /** The same with its numbers. */
    default String words() {
        return label();
    }

    void accept(Handler handler);

    /** One method for each kind of fault. */
    interface Handler {
        void process(ProcessFault fault);

        void network(NetworkFault fault);

        void diskFull(DiskFull fault);

        void messages(MessageFault fault);
    }
}
