package io.epochal.chaos.plan;

/** A connection between the services and what they depend on. */
public enum NetworkLink {
    KAFKA("Kafka line"),
    S3("S3 line");

    private final String words;

    NetworkLink(String words) {
        this.words = words;
    }

    /** For the user. */
    public String words() {
        return words;
    }
}
