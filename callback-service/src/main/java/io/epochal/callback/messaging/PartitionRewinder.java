package io.epochal.callback.messaging;

import io.epochal.callback.messaging.channel.Rebalance;
import io.epochal.callback.recording.RebuildingRecorder;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads a partition of the log again from its beginning when files that were written from it are missing. Checks when the partition
 * is assigned: at the start of the service, and when a replica joins or leaves.
 */
final class PartitionRewinder implements Rebalance {
    private static final Logger LOG = Logger.getLogger(PartitionRewinder.class);
    private final RebuildingRecorder recorder;

    PartitionRewinder(RebuildingRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            try {
                SortedSet<String> missing = recorder.missing(partition.partition());
                if (!missing.isEmpty()) {
                    rewind(consumer, partition, missing);
                }
            } catch (IOException | RuntimeException e) {
                // What is thrown here would end the channel for all runs; recording continues where it was.
                LOG.errorf(e, "whether files of %s are missing could not be checked", partition);
            }
        }
    }

    /** Another replica will write to the same files; it may return the partition later. */
    @Override
    public void revoked() {
        try {
            recorder.release();
        } catch (IOException | RuntimeException e) {
            LOG.error("the recorded files could not be closed", e);
        }
    }

    /** The beginning is committed first, so that a rebuild continues after a crash in its middle. */
    private void rewind(Consumer<?, ?> consumer, TopicPartition partition, SortedSet<String> missing)
            throws IOException {
        long beginning = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (consumer.position(partition) > beginning) {
            LOG.warnf("missing: %s; %s is read again from offset %d", String.join(", ", missing), partition, beginning);
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(beginning)));
            consumer.seek(partition, beginning);
        }
        recorder.rebuild(partition.partition());
    }
}
