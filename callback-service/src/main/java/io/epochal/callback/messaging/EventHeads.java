package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.kafka.Records;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What the headers of an event's record say, so that few events have to be decoded. */
final class EventHeads {
    private static final String TYPE_PREFIX = "io.epochal.";

    private EventHeads() {}

    /** Empty for a record that is no event: the deciders send it to the dead letters. */
    static Optional<LogFollower.EventHead> of(ConsumerRecord<String, byte[]> record) {
        String type = header(record, "ce_type");
        return BarrierAddress.ofId(header(record, "ce_id"))
                .filter(address -> address.run().equals(record.key()) && type.startsWith(TYPE_PREFIX))
                .map(address -> new LogFollower.EventHead(
                        address.run(),
                        new EventPosition(address.attempt(), address.sequence()),
                        type.substring(TYPE_PREFIX.length()),
                        Instant.ofEpochMilli(record.timestamp()),
                        () -> decoded(record)));
    }

    private static Optional<TrainingEvent> decoded(ConsumerRecord<String, byte[]> record) {
        try {
            return Records.read(record) instanceof TrainingEvent event ? Optional.of(event) : Optional.empty();
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    /** Empty where the record has no such header. */
    static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
