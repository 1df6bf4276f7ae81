package io.epochal.kafka;

import io.epochal.protocol.field.Printable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be handled, as {@link io.epochal.protocol.Topic#DEAD_LETTERS} has it: the record as it was, with headers that
 * say why and where it is stored. The headers have the names that SmallRye gives them, {@code kafka/fault/KafkaDeadLetterQueue}.
 */
public final class DeadLetter {
    private static final String REASON = "dead-letter-reason";
    private static final String CAUSE = "dead-letter-cause";
    private static final String TOPIC = "dead-letter-topic";
    private static final String PARTITION = "dead-letter-partition";
    private static final String OFFSET = "dead-letter-offset";
    /** Ours: how many bytes the value had, where it does not fit. */
    private static final String VALUE_BYTES = "dead-letter-value-bytes";
    /** As earlier versions called the reason. */
    private static final String OLD_REASON = "reason";

    private static final int MAX_REASON = 1000;
    private static final int MAX_KEY = 256;

    private DeadLetter() {}

    /**
     * The letter in the forms to be tried, the best first: the same bytes and headers; without the value, which may not fit with the
     * new headers; only the position.
     *
     * @param cause what is behind the reason; null where nothing is
     */
    public static List<ProducerRecord<String, byte[]>> forms(
            String topic, ConsumerRecord<String, byte[]> record, String reason, @Nullable Throwable cause) {
        return List.of(
                form(topic, record, reason, cause, true, true),
                form(topic, record, reason, cause, false, true),
                form(topic, record, reason, cause, false, false));
    }

    /** Why a letter could not be handled; empty for a record that is none. */
    public static String reason(ConsumerRecord<String, byte[]> letter) {
        String reason = text(letter, REASON);
        return reason.isEmpty() ? text(letter, OLD_REASON) : reason;
    }

    /** Where the record was, such as {@code training.events-3 at 17}; empty where the letter does not say. */
    public static String origin(ConsumerRecord<String, byte[]> letter) {
        String topic = text(letter, TOPIC);
        return topic.isEmpty() ? "" : topic + "-" + text(letter, PARTITION) + " at " + text(letter, OFFSET);
    }

    private static String text(ConsumerRecord<String, byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static ProducerRecord<String, byte[]> form(
            String topic,
            ConsumerRecord<String, byte[]> record,
            String reason,
            @Nullable Throwable cause,
            boolean value,
            boolean headers) {
        byte[] bytes = value ? record.value() : null;
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(topic, headers ? record.key() : cut(record.key()), bytes);
        if (headers) {
            record.headers().forEach(header -> letter.headers().add(header));
        }
        add(letter, REASON, Printable.of(reason, MAX_REASON));
        if (cause != null) {
            add(letter, CAUSE, Printable.of(cause.toString(), MAX_REASON));
        }
        add(letter, TOPIC, record.topic());
        add(letter, PARTITION, Integer.toString(record.partition()));
        add(letter, OFFSET, Long.toString(record.offset()));
        if (record.value() != null && !value) {
            add(letter, VALUE_BYTES, Integer.toString(record.value().length));
        }
        return letter;
    }

    private static @Nullable String cut(@Nullable String key) {
        return key == null || key.length() <= MAX_KEY ? key : key.substring(0, MAX_KEY);
    }

    /** In place of one that the record has from an earlier time as a letter. */
    private static void add(ProducerRecord<String, byte[]> letter, String name, String text) {
        letter.headers().remove(name).add(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
