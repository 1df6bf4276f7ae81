package io.epochal.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Who reads in a consumer group, and how far it is behind.
 *
 * @param members clients that are in the group now; 0 where there is no such group
 * @param behind records that are in the log and not committed; empty where the group has committed nothing yet
 */
public record GroupProgress(String group, int members, OptionalLong behind) {
    /**
     * Of these groups, in their order.
     *
     * @throws IOException when Kafka cannot be asked
     * @throws org.apache.kafka.common.errors.AuthorizationException when this client may not look at them
     */
    public static List<GroupProgress> of(Admin admin, Collection<String> groups) throws IOException {
        Map<String, KafkaFuture<ConsumerGroupDescription>> described =
                admin.describeConsumerGroups(groups).describedGroups();
        ListConsumerGroupOffsetsResult offsets = admin.listConsumerGroupOffsets(
                groups.stream().collect(Collectors.toMap(group -> group, group -> new ListConsumerGroupOffsetsSpec())));
        Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
        for (String group : groups) {
            committed.put(group, committed(offsets, group));
        }
        Map<TopicPartition, Long> ends = ends(admin, committed.values());
        List<GroupProgress> found = new ArrayList<>();
        for (String group : groups) {
            found.add(new GroupProgress(
                    group,
                    members(Objects.requireNonNull(described.get(group), "Kafka answers what it is asked")),
                    behind(committed.getOrDefault(group, Map.of()), ends)));
        }
        return found;
    }

    private static int members(KafkaFuture<ConsumerGroupDescription> described) throws IOException {
        try {
            return Administration.answer(described).members().size();
        } catch (GroupIdNotFoundException e) {
            return 0;
        }
    }

    private static Map<TopicPartition, Long> committed(ListConsumerGroupOffsetsResult offsets, String group)
            throws IOException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        try {
            Map<TopicPartition, OffsetAndMetadata> found =
                    Administration.answer(offsets.partitionsToOffsetAndMetadata(group));
            found.forEach((partition, offset) -> {
                // Kafka has null for a partition that was never committed.
                if (offset != null) {
                    committed.put(partition, offset.offset());
                }
            });
        } catch (GroupIdNotFoundException e) {
            // It has committed nothing.
        }
        return committed;
    }

    private static Map<TopicPartition, Long> ends(Admin admin, Collection<Map<TopicPartition, Long>> committed)
            throws IOException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        committed.forEach(one -> one.keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                Administration.answer(admin.listOffsets(asked).all()).entrySet()) {
            ends.put(end.getKey(), end.getValue().offset());
        }
        return ends;
    }

    private static OptionalLong behind(Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) {
        return committed.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(committed.entrySet().stream()
                        .mapToLong(one -> Math.max(0, ends.getOrDefault(one.getKey(), 0L) - one.getValue()))
                        .sum());
    }
}
