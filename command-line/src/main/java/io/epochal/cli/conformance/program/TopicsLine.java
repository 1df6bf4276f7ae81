package io.epochal.cli.conformance.program;

import io.epochal.cli.conformance.SaidRecord;
import io.epochal.cli.conformance.Transport;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The topics of one scenario, as deciders and users see them. For one thread. */
public interface TopicsLine extends AutoCloseable {
    /** The variables by which a program finds them, and the store. */
    Map<String, String> environment();

    /**
     * What programs have put on the topics of events and batches since the last call.
     *
     * @param limit how long to wait for the first of them
     */
    List<SaidRecord> poll(Duration limit) throws IOException;

    /** Whether nothing is left to poll. */
    boolean isReadToEnd() throws IOException;

    /** The message is in the log when this returns. */
    void say(Topic topic, Message message) throws IOException;

    /** The broker goes away and comes back; it is back when this returns. */
    void cut() throws IOException;

    /** Another program takes this run as its next attempt, as one does that speaks by this transport. */
    void supersede(String run, int attempt, Transport transport) throws IOException;

    @Override
    void close() throws IOException;

    /** Opens new topics for each scenario. */
    interface Factory {
        TopicsLine open() throws IOException;
    }
}
