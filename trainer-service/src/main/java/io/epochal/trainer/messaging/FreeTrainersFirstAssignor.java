package io.epochal.trainer.messaging;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition whose run is being trained stays where it is. All others go to trainers that are free, evenly and with as few moves as
 * can be; to all alike while none is. Made by the consumer, which hands over its settings.
 *
 * <p>As Kafka's cooperative assignors do, it gives nothing away in the round in which another member still has it.
 */
public final class FreeTrainersFirstAssignor implements ConsumerPartitionAssignor, Configurable {
    /** The setting that holds this trainer's {@link HeldPartition}. */
    static final String HOLDING = "epochal.holding";

    private HeldPartition held = new HeldPartition();

    @Override
    public void configure(Map<String, ?> settings) {
        if (settings.get(HOLDING) instanceof HeldPartition own) {
            held = own;
        }
    }

    @Override
    public String name() {
        return "free-trainers-first";
    }

    @Override
    public List<RebalanceProtocol> supportedProtocols() {
        return List.of(RebalanceProtocol.COOPERATIVE);
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        return held.userData();
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        SortedMap<String, Member> members = new TreeMap<>();
        int newest = group.groupSubscription().values().stream()
                .mapToInt(one -> one.generationId().orElse(-1))
                .max()
                .orElse(-1);
        group.groupSubscription().forEach((name, told) -> members.put(name, new Member(told, newest)));
        List<TopicPartition> open = new ArrayList<>();
        for (TopicPartition partition : partitions(cluster, group)) {
            Optional<Member> holder = members.values().stream()
                    .filter(member -> member.holds(partition))
                    .findFirst();
            holder.ifPresentOrElse(member -> member.given.add(partition), () -> open.add(partition));
        }
        share(open, List.copyOf(members.values()));
        SortedMap<String, Assignment> assignments = new TreeMap<>();
        members.forEach((name, member) -> assignments.put(name, new Assignment(member.given)));
        return new GroupAssignment(assignments);
    }

    private static List<TopicPartition> partitions(Cluster cluster, GroupSubscription group) {
        return group.groupSubscription().values().stream()
                .flatMap(one -> one.topics().stream())
                .distinct()
                .flatMap(topic -> cluster.partitionsForTopic(topic).stream())
                .sorted(Comparator.comparing(PartitionInfo::topic).thenComparing(PartitionInfo::partition))
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
    }

    private static void share(List<TopicPartition> open, List<Member> members) {
        List<Member> free = members.stream().filter(Member::free).toList();
        List<Member> takers = free.isEmpty() ? members : free;
        int most = -Math.floorDiv(-open.size(), takers.size());
        List<TopicPartition> moving = new ArrayList<>();
        for (TopicPartition partition : open) {
            takers.stream()
                    .filter(member -> member.owned.contains(partition) && member.expected < most)
                    .findFirst()
                    .ifPresentOrElse(member -> member.keep(partition), () -> moving.add(partition));
        }
        for (TopicPartition partition : moving) {
            Member taker = takers.stream()
                    .min(Comparator.comparingInt(member -> member.expected))
                    .orElseThrow();
            taker.expected++;
            if (members.stream().noneMatch(member -> member.owned.contains(partition))) {
                taker.given.add(partition);
            }
        }
    }

    /** A trainer in this round. */
    private static final class Member {
        private final Set<TopicPartition> owned;
        private final OptionalInt held;
        private final List<TopicPartition> given = new ArrayList<>();
        private int expected;

        /** What a member of an older generation owns, by its own account, was given to others since. */
        Member(Subscription told, int newestGeneration) {
            boolean stale = told.generationId().orElse(-1) < newestGeneration;
            this.owned = stale ? Set.of() : Set.copyOf(told.ownedPartitions());
            this.held = HeldPartition.read(told.userData());
        }

        boolean holds(TopicPartition partition) {
            return owned.contains(partition) && held.equals(OptionalInt.of(partition.partition()));
        }

        boolean free() {
            return held.isEmpty();
        }

        void keep(TopicPartition partition) {
            given.add(partition);
            expected++;
        }
    }
}
