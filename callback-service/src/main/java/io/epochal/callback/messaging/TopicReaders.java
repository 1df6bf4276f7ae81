package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.kafka.RunPartition;
import io.epochal.protocol.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Consumers in no group, of some partitions, and where these begin. Each asks the broker first, within {@link KafkaClients#LIMIT}. */
record TopicReaders(KafkaClients clients) {
    /**
     * A consumer of the one partition that holds a run's records, without a position yet.
     *
     * @param wait how long Kafka may keep a fetch for which there is nothing; closing takes as long
     */
    KafkaConsumer<String, byte[]> of(Topic topic, String run, Duration wait) throws LogUnavailableException {
        KafkaConsumer<String, byte[]> consumer = null;
        try {
            consumer = clients.consumer(wait);
            consumer.assign(List.of(partition(consumer, topic, run)));
            return consumer;
        } catch (KafkaException | LogUnavailableException e) {
            if (consumer != null) {
                consumer.close();
            }
            throw new LogUnavailableException(
                    "Kafka does not answer where " + clients.name(topic) + " is: " + KafkaClients.reason(e), e);
        }
    }

    /** A consumer of all partitions, without a position yet. */
    KafkaConsumer<String, byte[]> of(Topic topic, Duration wait) throws LogUnavailableException {
        return of(List.of(topic), wait);
    }

    /** A consumer of all partitions of these topics, without a position yet. */
    KafkaConsumer<String, byte[]> of(List<Topic> topics, Duration wait) throws LogUnavailableException {
        KafkaConsumer<String, byte[]> consumer = null;
        try {
            consumer = clients.consumer(wait);
            List<TopicPartition> all = new ArrayList<>();
            for (Topic topic : topics) {
                all.addAll(partitions(consumer, topic));
            }
            consumer.assign(all);
            return consumer;
        } catch (KafkaException | LogUnavailableException e) {
            if (consumer != null) {
                consumer.close();
            }
            if (e instanceof MissingTopicException missing) {
                throw missing;
            }
            String names = topics.stream().map(clients::name).collect(Collectors.joining(", "));
            throw new LogUnavailableException(
                    "Kafka does not answer where " + names + " is: " + KafkaClients.reason(e), e);
        }
    }

    /**
     * A consumer of all partitions of those of these topics that exist, without a position yet.
     *
     * @throws MissingTopicException where none does
     */
    KafkaConsumer<String, byte[]> ofExisting(List<Topic> topics, Duration wait) throws LogUnavailableException {
        List<Topic> existing = new ArrayList<>();
        MissingTopicException missing = null;
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer(wait)) {
            for (Topic topic : topics) {
                try {
                    partitions(consumer, topic);
                    existing.add(topic);
                } catch (MissingTopicException e) {
                    missing = e;
                }
            }
        } catch (KafkaException e) {
            throw new LogUnavailableException(
                    "Kafka does not answer which topics there are: " + KafkaClients.reason(e), e);
        }
        if (existing.isEmpty() && missing != null) {
            throw missing;
        }
        return of(existing, wait);
    }

    /** Where each partition's first record is that the log has taken since then; its end, where there is none. */
    Map<TopicPartition, Long> offsetsSince(Topic topic, Instant since) {
        try (KafkaConsumer<String, byte[]> consumer = of(topic, KafkaClients.LIMIT)) {
            Map<TopicPartition, Long> times = new HashMap<>();
            consumer.assignment().forEach(partition -> times.put(partition, since.toEpochMilli()));
            Map<TopicPartition, Long> offsets = new HashMap<>(consumer.endOffsets(times.keySet()));
            consumer.offsetsForTimes(times).forEach((partition, found) -> {
                if (found != null) {
                    offsets.put(partition, found.offset());
                }
            });
            return offsets;
        } catch (LogUnavailableException | KafkaException e) {
            // The scan that asks will fail as this has, and say why.
            return Map.of();
        }
    }

    private TopicPartition partition(KafkaConsumer<String, byte[]> consumer, Topic topic, String run)
            throws LogUnavailableException {
        return new TopicPartition(
                clients.name(topic),
                RunPartition.of(run, partitions(consumer, topic).size()));
    }

    private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer, Topic topic)
            throws LogUnavailableException {
        List<PartitionInfo> partitions = consumer.partitionsFor(clients.name(topic), KafkaClients.LIMIT);
        if (partitions == null || partitions.isEmpty()) {
            throw new MissingTopicException(clients.name(topic));
        }
        return partitions.stream()
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
    }
}
