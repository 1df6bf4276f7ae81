package io.epochal.kafka;

import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** Messages as records and back: CloudEvents' Kafka protocol binding 1.0, binary mode. */
public final class Records {
    private static final String REASON = "reason";

    private Records() {}

    /** @param source who says it, such as {@code /trainer-service/7f3a} */
    public static ProducerRecord<String, byte[]> of(String topic, Message message, String source) {
        Wire.Encoded encoded = Wire.encode(message, source);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, utf8(value)));
        return record;
    }

    /** Reads a message, or says in words why the record is none. */
    public static Message read(ConsumerRecord<String, byte[]> record) throws UnreadableException {
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

    /** The same bytes and headers for the dead letters, with why the record could not be read and where it lies. */
    public static ProducerRecord<String, byte[]> deadLetter(
            String topic, ConsumerRecord<String, byte[]> record, String reason) {
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(topic, record.key(), record.value());
        record.headers().forEach(header -> letter.headers().add(header));
        letter.headers().add(REASON, utf8(reason));
        letter.headers().add("original-topic", utf8(record.topic()));
        letter.headers().add("original-partition", utf8(Integer.toString(record.partition())));
        letter.headers().add("original-offset", utf8(Long.toString(record.offset())));
        return letter;
    }

    /** Why a dead letter could not be read; empty for a record that is none. */
    public static String reason(ConsumerRecord<String, byte[]> letter) {
        Header reason = letter.headers().lastHeader(REASON);
        return reason == null ? "" : new String(reason.value(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
