package io.epochal.callback.messaging;

import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** Messages as Kafka records and back. */
final class Records {
    private Records() {}

    /** Reads a message, or says in words why the record is none. */
    static Message read(ConsumerRecord<String, byte[]> record) throws UnreadableException {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        if (record.value() == null) {
            throw new UnreadableException("the record has no value", null);
        }
        return Wire.decode(headers, record.value());
    }

    static org.eclipse.microprofile.reactive.messaging.Message<byte[]> outgoing(Message message, String source) {
        Wire.Encoded encoded = Wire.encode(message, source);
        RecordHeaders headers = new RecordHeaders();
        encoded.headers().forEach((name, value) -> headers.add(name, utf8(value)));
        return outgoing(encoded.key(), headers, encoded.value());
    }

    /** The record as it was, with why it could not be read and where it lies. */
    static org.eclipse.microprofile.reactive.messaging.Message<byte[]> deadLetter(
            ConsumerRecord<String, byte[]> record, String reason) {
        RecordHeaders headers = new RecordHeaders(record.headers());
        headers.add("reason", utf8(reason));
        headers.add("original-topic", utf8(record.topic()));
        headers.add("original-partition", utf8(Integer.toString(record.partition())));
        headers.add("original-offset", utf8(Long.toString(record.offset())));
        return outgoing(record.key(), headers, record.value());
    }

    private static org.eclipse.microprofile.reactive.messaging.Message<byte[]> outgoing(
            String key, RecordHeaders headers, byte[] value) {
        return org.eclipse.microprofile.reactive.messaging.Message.of(
                value,
                Metadata.of(OutgoingKafkaRecordMetadata.<String>builder()
                        .withKey(key)
                        .withHeaders(headers)
                        .build()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
