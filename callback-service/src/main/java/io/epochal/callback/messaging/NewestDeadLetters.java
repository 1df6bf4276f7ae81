package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.summary.ServiceState.Letter;
import io.epochal.kafka.DeadLetter;
import io.epochal.protocol.Topic;
import io.epochal.protocol.field.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The newest records of the topic of dead letters.
 *
 * @param letters newest first
 * @param all how many the topic has
 */
record NewestDeadLetters(List<Letter> letters, long all) {
    static final int MOST = 50;
    private static final int MOST_BYTES = 2000;
    private static final int MOST_CHARACTERS = 500;
    private static final Duration WAIT = Duration.ofMillis(50);

    /** @throws LogUnavailableException when they cannot be read within a few seconds */
    static NewestDeadLetters read(KafkaClients clients) throws LogUnavailableException {
        try (KafkaConsumer<String, byte[]> reader = clients.readers().of(Topic.DEAD_LETTERS, WAIT)) {
            Map<TopicPartition, Long> begins = reader.beginningOffsets(reader.assignment());
            Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
            long all = 0;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                long begin = begins.getOrDefault(end.getKey(), 0L);
                all += end.getValue() - begin;
                reader.seek(end.getKey(), Math.max(begin, end.getValue() - MOST));
            }
            List<Letter> letters = read(reader, ends);
            letters.sort(Comparator.comparing(Letter::time).reversed());
            return new NewestDeadLetters(letters.subList(0, Math.min(MOST, letters.size())), all);
        }
    }

    private static List<Letter> read(KafkaConsumer<String, byte[]> reader, Map<TopicPartition, Long> ends)
            throws LogUnavailableException {
        long deadline = System.nanoTime() + KafkaClients.LIMIT.toNanos();
        List<Letter> letters = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() - deadline > 0) {
                throw new LogUnavailableException("Kafka has not delivered them in time", null);
            }
            reader.poll(WAIT).forEach(record -> letters.add(letter(record)));
        }
        return letters;
    }

    private static Letter letter(ConsumerRecord<String, byte[]> record) {
        return new Letter(
                Instant.ofEpochMilli(record.timestamp()),
                DeadLetter.origin(record),
                record.key() == null ? "" : record.key(),
                DeadLetter.reason(record),
                record.value() == null ? "" : beginning(record.value()));
    }

    private static String beginning(byte[] value) {
        ByteBuffer first = ByteBuffer.wrap(value, 0, Math.min(MOST_BYTES, value.length));
        return Printable.of(StandardCharsets.UTF_8.decode(first).toString(), MOST_CHARACTERS);
    }
}
