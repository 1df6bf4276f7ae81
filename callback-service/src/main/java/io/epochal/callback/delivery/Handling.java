package io.epochal.callback.delivery;

/** What a channel does with its records. */
public interface Handling<R> {
    /** Where it lies. */
    RecordPosition place(R record);

    /**
     * Handles one: this is what may end the process, and is counted.
     *
     * @return what is left to do where the fault can only be another's, such as a broker's that is away
     */
    Answer handle(R record) throws Throwable;

    /**
     * What is to be said of one that could not be handled, so that nobody waits for it.
     *
     * @param thrown what was thrown; {@link RepeatedDeathException} for one that is not handled any more
     */
    Answer failed(R record, Throwable thrown);

    /** Something to be said when a record is done with. */
    @FunctionalInterface
    interface Answer {
        Answer NONE = () -> {};

        /** Returns once it is said. */
        void give() throws InterruptedException;
    }
}
