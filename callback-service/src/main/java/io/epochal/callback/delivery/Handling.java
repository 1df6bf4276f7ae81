package io.epochal.callback.delivery;

/** What a channel does with its records. */
public interface Handling<R> {
    /**
     * Handles one: this is what may end the process, and is counted.
     *
     * @return what is left to do where only others can fail, such as a broker that is unavailable
     */
    Answer answer(R record) throws Throwable;

    /**
     * The answer for a record that could not be handled, so that nothing waits for it.
     *
     * @param thrown what was thrown; {@link RepeatedDeathException} for one that is not handled any more
     */
    Answer failed(R record, Throwable thrown);

    /** What is to be sent when a record has been handled. */
    @FunctionalInterface
    interface Answer {
        Answer NONE = () -> {};

        /** Returns once it is sent. */
        void give() throws InterruptedException;
    }
}
