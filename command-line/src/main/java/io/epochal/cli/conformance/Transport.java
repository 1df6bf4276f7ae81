package io.epochal.cli.conformance;

/** By which way a program says its events and gets its verdicts. */
public enum Transport {
    /** Calls of the callback service. */
    HTTP("POST /runs"),
    /** Kafka's topics, of a program that chooses its run itself. */
    TOPICS("AttachedRunStarted or AttachedRunResumed"),
    /** Kafka's topics, of a trainer that takes runs from the queue, and keeps claims and checkpoints in the store. */
    QUEUE("RunStarted or RunResumed");

    private final String attachment;

    Transport(String attachment) {
        this.attachment = attachment;
    }

    /** With what an attempt begins. */
    public String attachment() {
        return attachment;
    }
}
