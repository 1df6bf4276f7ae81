package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FreeTrainersFirstAssignorTest {
    private static final int GENERATION = 7;
    private final Map<String, Subscription> group = new TreeMap<>();

    @Test
    void sharesEvenlyAmongThoseWhoAreFree() {
        joins("a");
        joins("b");

        assertThat(assigned(4)).isEqualTo(Map.of("a", Set.of(0, 2), "b", Set.of(1, 3)));
    }

    @Test
    void movesNothingThatNeedNotMove() {
        joins("a", 1, 3);
        joins("b", 0, 2);

        assertThat(assigned(4)).isEqualTo(Map.of("a", Set.of(1, 3), "b", Set.of(0, 2)));
    }

    @Test
    void heldPartitionsStayAndTheOthersGoToTheFreeTrainerOnceReleased() {
        holds("a", 1, 0, 1, 2, 3);
        joins("b");

        assertThat(assigned(4)).isEqualTo(Map.of("a", Set.of(1), "b", Set.of()));

        group.clear();
        holds("a", 1, 1);
        joins("b");
        assertThat(assigned(4)).isEqualTo(Map.of("a", Set.of(1), "b", Set.of(0, 2, 3)));
    }

    @Test
    void aNewcomerGetsItsShareFromThoseWhoHaveMore() {
        joins("a", 0, 1, 2, 3);
        joins("b");

        assertThat(assigned(4)).isEqualTo(Map.of("a", Set.of(0, 1), "b", Set.of()));
    }

    @Test
    void whileAllAreBusyTheWaitingPartitionsStayWithThem() {
        holds("a", 0, 0, 1);
        holds("b", 2, 2, 3);

        assertThat(assigned(4)).isEqualTo(Map.of("a", Set.of(0, 1), "b", Set.of(2, 3)));
    }

    @Test
    void whatAMemberOfAnOlderGenerationSaysThatItHoldsIsNotBelieved() {
        group.put("a", subscription(0, GENERATION - 1, 0, 1));
        holds("b", 0, 0);

        assertThat(assigned(2)).isEqualTo(Map.of("a", Set.of(1), "b", Set.of(0)));
    }

    @Test
    void moreTrainersThanPartitionsLeavesSomeWithout() {
        joins("a");
        joins("b");
        joins("c");

        assertThat(assigned(2).values()).containsExactlyInAnyOrder(Set.of(0), Set.of(1), Set.of());
    }

    private void joins(String member, int... owned) {
        group.put(member, subscription(-1, GENERATION, owned));
    }

    private void holds(String member, int held, int... owned) {
        group.put(member, subscription(held, GENERATION, owned));
    }

    private static Subscription subscription(int held, int generation, int... owned) {
        HeldPartition holding = new HeldPartition();
        if (held >= 0) {
            holding.begin(held);
        }
        ByteBuffer told = holding.userData();
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition : owned) {
            partitions.add(new TopicPartition("runs", partition));
        }
        return new Subscription(List.of("runs"), told, partitions, generation, Optional.empty());
    }

    private Map<String, Set<Integer>> assigned(int partitions) {
        List<PartitionInfo> infos = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            infos.add(new PartitionInfo("runs", partition, Node.noNode(), new Node[0], new Node[0]));
        }
        Cluster cluster = new Cluster("test", List.of(), infos, Set.of(), Set.of());
        Map<String, Set<Integer>> assigned = new HashMap<>();
        new FreeTrainersFirstAssignor()
                .assign(cluster, new GroupSubscription(group))
                .groupAssignment()
                .forEach((member, assignment) -> assigned.put(member, numbers(assignment)));
        return assigned;
    }

    private static Set<Integer> numbers(Assignment assignment) {
        return Set.copyOf(
                assignment.partitions().stream().map(TopicPartition::partition).toList());
    }
}
