package io.epochal.callback.messaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Gives all partitions of all topics to one member of the group; the others wait until it leaves. Kafka makes the instance. */
public final class SoleReaderAssignor implements ConsumerPartitionAssignor {
    @Override
    public String name() {
        return "epochal-sole-reader";
    }

    @Override
    public GroupAssignment assign(Cluster metadata, GroupSubscription subscriptions) {
        Map<String, Subscription> members = new TreeMap<>(subscriptions.groupSubscription());
        Map<String, Assignment> assigned = new HashMap<>();
        for (Map.Entry<String, Subscription> member : members.entrySet()) {
            List<TopicPartition> partitions =
                    assigned.isEmpty() ? all(metadata, member.getValue().topics()) : List.of();
            assigned.put(member.getKey(), new Assignment(partitions));
        }
        return new GroupAssignment(assigned);
    }

    private static List<TopicPartition> all(Cluster metadata, List<String> topics) {
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : topics) {
            for (PartitionInfo one : metadata.partitionsForTopic(topic)) {
                all.add(new TopicPartition(topic, one.partition()));
            }
        }
        return all;
    }
}
