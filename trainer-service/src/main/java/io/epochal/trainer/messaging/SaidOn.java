package io.epochal.trainer.messaging;

import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Where what is said to trainers lies.
 *
 * @param requests the topic of people's requests
 * @param verdicts the topic of deciders alone
 * @param verdictsAmongRequests whether a verdict on the topic of requests counts too, as it does while deciders are replaced that
 *     know no other; whoever may ask a run for something can then decide on it
 */
record SaidOn(String requests, String verdicts, boolean verdictsAmongRequests) {
    /** Whether a verdict that was found on this topic is to be obeyed. */
    boolean maySayVerdicts(String topic) {
        return topic.equals(verdicts) || (verdictsAmongRequests && topic.equals(requests));
    }

    /** Whether a request that was found on this topic is one. */
    boolean mayAsk(String topic) {
        return topic.equals(requests);
    }

    List<TopicPartition> requestPartitions(KafkaConsumer<String, byte[]> consumer) {
        return partitions(consumer, requests);
    }

    List<TopicPartition> verdictPartitions(KafkaConsumer<String, byte[]> consumer) {
        return partitions(consumer, verdicts);
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(one -> new TopicPartition(topic, one.partition()))
                .toList();
    }
}
