package io.epochal.callback.messaging.channel;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** How far the partitions of this process are handled. A commit that fails is made up by the next one. */
final class HandledOffsets {
    private static final Logger LOG = Logger.getLogger(HandledOffsets.class);

    private final Map<TopicPartition, OffsetAndMetadata> handled = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();
    private boolean committed = true;

    /** Not committed before {@link #settle}. */
    void add(TopicPartition partition, ConsumerRecord<?, ?> record) {
        handled.put(partition, new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
    }

    /** All that was added may be committed. */
    void settle() {
        if (!handled.isEmpty()) {
            settled.putAll(handled);
            handled.clear();
            committed = false;
        }
    }

    /** Begins to commit what is not committed yet. */
    void commit(Consumer<?, ?> consumer) {
        if (committed) {
            return;
        }
        committed = true;
        consumer.commitAsync(Map.copyOf(settled), (offsets, fault) -> {
            if (fault != null) {
                LOG.debugf("%s are not committed: %s", offsets, fault.getMessage());
                committed = false;
            }
        });
    }

    /** Commits what is handled of these partitions, before another process takes them. */
    void leave(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>(settled);
        last.keySet().retainAll(partitions);
        try {
            consumer.commitSync(last);
        } catch (KafkaException e) {
            LOG.debugf("%s are read again: %s", last, e.getMessage());
        }
        forget(partitions);
    }

    /** Another process has these partitions. */
    void forget(Collection<TopicPartition> partitions) {
        handled.keySet().removeAll(partitions);
        settled.keySet().removeAll(partitions);
    }
}
