package io.epochal.protocol;

/** The topics, by what they carry. Names start with a prefix that an installation may choose. */
public enum Topic {
    /** Requests to train, read as a queue. */
    RUNS("runs"),
    /** Everything that happened and that a subscriber may replay. */
    EVENTS("events"),
    /** One record a batch; kept for a short time. */
    BATCHES("batches"),
    /** Requests of users and programs. */
    CONTROL("control"),
    /** Verdicts, which only the callback service writes. */
    VERDICTS("verdicts"),
    /** Of each run its newest summary, derived from the log. */
    SUMMARIES("summaries"),
    /** API tokens of the callback service, as hashes. No message of the contract: only that service reads and writes it. */
    TOKENS("tokens"),
    /** Records that could not be read, with the reason in their headers. */
    DEAD_LETTERS("dead-letters");

    private final String suffix;

    Topic(String suffix) {
        this.suffix = suffix;
    }

    /** The topic's name, such as {@code training.events} for the prefix {@code training.}. */
    public String name(String prefix) {
        return prefix + suffix;
    }
}
