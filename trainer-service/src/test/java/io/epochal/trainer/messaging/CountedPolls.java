package io.epochal.trainer.messaging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Counts the records that this process' consumers have read, by topic. Its producers have the same settings. */
public final class CountedPolls implements ConsumerInterceptor<String, byte[]>, ProducerInterceptor<String, byte[]> {
    private static final Map<String, Integer> RECORDS = new ConcurrentHashMap<>();

    /** How many of a topic since this was asked before. */
    static int take(String topic) {
        Integer count = RECORDS.remove(topic);
        return count == null ? 0 : count;
    }

    @Override
    public ConsumerRecords<String, byte[]> onConsume(ConsumerRecords<String, byte[]> records) {
        records.partitions()
                .forEach(partition -> RECORDS.merge(
                        partition.topic(), records.records(partition).size(), Integer::sum));
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
