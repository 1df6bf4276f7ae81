package io.epochal.kafka;

import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Messages as records and back: CloudEvents' Kafka protocol binding 1.0, binary mode. */
public final class Records {
    private Records() {}

    /** @param source the sender, such as {@code /trainer-service/7f3a} */
    public static ProducerRecord<String, byte[]> of(String topic, Message message, String source) {
        Wire.Encoded encoded = Wire.encode(message, source);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, utf8(value)));
        return record;
    }

    /** Reads a message; the exception says in words why the record is none. */
    public static Message read(ConsumerRecord<String, byte[]> record) throws UnreadableException {
        Map<String, String> headers = headers(record);
        if (record.value() == null) {
            throw new UnreadableException("the record has no value", null);
        }
        Message message = Wire.decode(headers, record.value());
        if (!message.run().equals(record.key())) {
            throw new UnreadableException(
                    "the record's key must be the message's run, \"" + message.run() + "\"; found "
                            + Printable.of("\"" + record.key() + "\"", 200),
                    null);
        }
        return message;
    }

    /** Who waits for a verdict on this record, even if it cannot be read; empty when no run does, or it cannot be told which. */
    public static Optional<BarrierAddress> barrier(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        return BarrierAddress.find(headers(record), value)
                .filter(address -> address.run().equals(record.key()));
    }

    private static Map<String, String> headers(ConsumerRecord<String, byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return headers;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
