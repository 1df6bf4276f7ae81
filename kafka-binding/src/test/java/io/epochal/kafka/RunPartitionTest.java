package io.epochal.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class RunPartitionTest {
    private static final String TOPIC = "training.events";

    @Test
    void isWhereKafkasPartitionerPutsTheRunsRecords() {
        for (int partitions = 1; partitions <= 12; partitions++) {
            for (int i = 0; i < 200; i++) {
                String run = "run-" + UUID.randomUUID();
                byte[] key = new StringSerializer().serialize(TOPIC, run);

                assertThat(RunPartition.of(run, partitions))
                        .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions));
            }
        }
    }
}
