package io.epochal.kafka;

import io.epochal.protocol.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record that could not be handled, as {@link io.epochal.protocol.Topic#DEAD_LETTERS} has it: with why, and where it lies. */
public final class DeadLetter {
    private static final String REASON = "reason";
    private static final int MAX_REASON = 1000;
    private static final int MAX_KEY = 256;

    private DeadLetter() {}

    /**
     * The letter in the forms to be tried, the best first: the same bytes and headers; without the value, which may not fit with the
     * new headers; only the place.
     */
    public static List<ProducerRecord<String, byte[]>> forms(
            String topic, ConsumerRecord<String, byte[]> record, String reason) {
        return List.of(
                form(topic, record, reason, true, true),
                form(topic, record, reason, false, true),
                form(topic, record, reason, false, false));
    }

    /** Why a letter could not be handled; empty for a record that is none. */
    public static String reason(ConsumerRecord<String, byte[]> letter) {
        Header reason = letter.headers().lastHeader(REASON);
        return reason == null || reason.value() == null ? "" : new String(reason.value(), StandardCharsets.UTF_8);
    }

    private static ProducerRecord<String, byte[]> form(
            String topic, ConsumerRecord<String, byte[]> record, String reason, boolean value, boolean headers) {
        byte[] bytes = value ? record.value() : null;
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(topic, headers ? record.key() : cut(record.key()), bytes);
        if (headers) {
            record.headers().forEach(header -> letter.headers().add(header));
        }
        letter.headers().add(REASON, utf8(Printable.of(reason, MAX_REASON)));
        letter.headers().add("original-topic", utf8(record.topic()));
        letter.headers().add("original-partition", utf8(Integer.toString(record.partition())));
        letter.headers().add("original-offset", utf8(Long.toString(record.offset())));
        if (record.value() != null && !value) {
            letter.headers().add("original-value-bytes", utf8(Integer.toString(record.value().length)));
        }
        return letter;
    }

    private static @Nullable String cut(@Nullable String key) {
        return key == null || key.length() <= MAX_KEY ? key : key.substring(0, MAX_KEY);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
