package io.epochal.kafka;

import io.epochal.protocol.RunSummary.Span;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * How far the summaries of runs go in the log. Read it before the summaries: what is before these offsets is in them, as they are
 * durable before an offset is committed.
 *
 * @param behind the offset of each partition behind which only the log is; a partition that is missing is not summarized
 * @param topicIds of the topics that are there now, by their names
 */
public record SummarizedOffsets(Map<TopicPartition, Long> behind, Map<String, String> topicIds) {
    /**
     * Asks Kafka. A topic that is missing has no records: without a trainer service nobody creates that of requests to train.
     *
     * @param group of the recorder that writes the summaries
     * @param topics names of those that the summaries are about or in
     * @throws ExecutionException where one of them may not be seen
     */
    public static SummarizedOffsets read(Admin admin, String group, Collection<String> topics)
            throws ExecutionException, InterruptedException {
        KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> offsets =
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
        Map<String, String> topicIds = topicIds(admin.describeTopics(topics).topicNameValues());
        Map<TopicPartition, Long> behind = new HashMap<>();
        offsets.get().forEach((partition, offset) -> {
            if (offset != null && topicIds.containsKey(partition.topic())) {
                behind.put(partition, offset.offset());
            }
        });
        return new SummarizedOffsets(behind, topicIds);
    }

    private static Map<String, String> topicIds(Map<String, KafkaFuture<TopicDescription>> described)
            throws ExecutionException, InterruptedException {
        Map<String, String> ids = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : described.entrySet()) {
            try {
                ids.put(topic.getKey(), topic.getValue().get().topicId().toString());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return ids;
    }

    /** Whether these parts are of the topics that are there now, and not of ones that were deleted and created again since. */
    public boolean areCurrent(Collection<Span> spans) {
        return spans.stream().allMatch(span -> span.topicId().equals(topicIds.get(span.topic())));
    }
}
