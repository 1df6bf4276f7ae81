package io.epochal.cli.timeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/** The committed offsets of one consumer group. */
final class GroupOffsets implements AutoCloseable {
    private final Admin admin;
    private final String group;

    GroupOffsets(KafkaCluster kafka, String group) {
        this.admin = Admin.create(kafka.with(Map.of("default.api.timeout.ms", 5000, "request.timeout.ms", 5000)));
        this.group = group;
    }

    /** The committed offset of a partition; -1 for none, or while the group's coordinator is unavailable. */
    long committed(TopicPartition partition) throws IOException {
        try {
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            return committed == null ? -1 : committed.offset();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException) {
                return -1;
            }
            throw new IOException("Kafka did not return the offsets of group " + group + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for group " + group);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
