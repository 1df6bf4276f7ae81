package io.epochal.chaos.plan;

/** A way between the services and what they depend on. */
public enum Line {
    KAFKA("Kafka line"),
    S3("S3 line");

    private final String words;

    Line(String words) {
        this.words = words;
    }

    /** For a person. */
    public String words() {
        return words;
    }
}
