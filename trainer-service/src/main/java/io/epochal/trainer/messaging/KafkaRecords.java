package io.epochal.trainer.messaging;

import io.epochal.protocol.Message;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Messages as Kafka records and back. */
final class KafkaRecords {
    private KafkaRecords() {}

    static ProducerRecord<String, byte[]> of(String topic, Message message, String source) {
        Wire.Encoded encoded = Wire.encode(message, source);
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, encoded.key(), encoded.value());
        encoded.headers().forEach((name, value) -> record.headers().add(name, utf8(value)));
        return record;
    }

    static Message message(ConsumerRecord<String, byte[]> record) throws UnreadableException {
        return Wire.decode(texts(record.headers()), record.value());
    }

    /** The same bytes and headers for the dead letters, with why and from where. */
    static ProducerRecord<String, byte[]> deadLetter(
            String topic, ConsumerRecord<String, byte[]> record, String reason) {
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(topic, record.key(), record.value());
        record.headers().forEach(header -> letter.headers().add(header));
        letter.headers().add("reason", utf8(reason));
        letter.headers().add("original-topic", utf8(record.topic()));
        letter.headers().add("original-partition", utf8(Integer.toString(record.partition())));
        letter.headers().add("original-offset", utf8(Long.toString(record.offset())));
        return letter;
    }

    private static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new HashMap<>();
        for (Header header : headers) {
            texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
