package io.epochal.trainer.messaging;

import io.epochal.kafka.Records;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import io.epochal.trainer.run.port.Faults;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record of the queue that asks for a run.
 *
 * @param returns how often it has been put back because the run could not begin
 */
record QueuedRun(RunRequested request, String ticket, int returns) {
    /** As often as this it is put back. */
    static final int MOST_RETURNS = 5;

    private static final String RETURNS = "epochal-returns";
    /** {@link UnreadableException} says why no trainer can train what is requested here, whatever is thrown while that is found out. */
    static QueuedRun of(ConsumerRecord<String, byte[]> record) throws UnreadableException {
        try {
            if (!(Records.read(record) instanceof RunRequested request)) {
                throw new UnreadableException("only RunRequested belongs here", null);
            }
            Identifier.check("run", request.run());
            if (request.from() != null) {
                Identifier.check("from.run", request.from().run());
            }
            return new QueuedRun(request, ticket(record), returns(record.headers()));
        } catch (SpecException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            if (Faults.isFatal(e)) {
                throw e;
            }
            throw new UnreadableException("it cannot be read: " + Faults.describe(e), e);
        }
    }

    private static String ticket(ConsumerRecord<?, ?> record) {
        return new QueuePosition(record.topic(), record.partition(), record.offset()).ticket();
    }

    /** What is no number, or less than 0, counts as 0. */
    private static int returns(Headers headers) {
        Header header = headers.lastHeader(RETURNS);
        String text =
                header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    }

    /** Writes down how often it has been put back. */
    static void count(Headers headers, int returns) {
        headers.remove(RETURNS);
        if (returns > 0) {
            headers.add(RETURNS, Integer.toString(returns).getBytes(StandardCharsets.UTF_8));
        }
    }
}
