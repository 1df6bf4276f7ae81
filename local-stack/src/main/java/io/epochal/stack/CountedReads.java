package io.epochal.stack;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Counts, for tests, the records that the consumers of this process have read which have it as their interceptor. Producers may have the
 * same settings.
 */
public final class CountedReads implements ConsumerInterceptor<String, byte[]>, ProducerInterceptor<String, byte[]> {
    private static final Map<String, AtomicLong> COUNTS = new ConcurrentHashMap<>();

    /** How many were read of this topic since this was asked before. */
    public static long take(String topic) {
        AtomicLong count = COUNTS.remove(topic);
        return count == null ? 0 : count.get();
    }

    @Override
    public ConsumerRecords<String, byte[]> onConsume(ConsumerRecords<String, byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            COUNTS.computeIfAbsent(partition.topic(), topic -> new AtomicLong())
                    .addAndGet(records.records(partition).size());
        }
        return records;
    }

    @Override
    public ProducerRecord<String, byte[]> onSend(ProducerRecord<String, byte[]> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata place, @Nullable Exception failure) {}

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
}
