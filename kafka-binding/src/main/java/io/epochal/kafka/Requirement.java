package io.epochal.kafka;

import java.io.IOException;

/** Something that a service needs of Kafka before it can do its work. */
public interface Requirement {
    /** It is met when this returns; {@link IOException} says why it is not, and what would meet it. */
    void ensure() throws IOException;
}
