package io.epochal.callback.messaging.channel;

import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What is done when partitions come to this process and leave it. Every method runs on the channel's own thread. */
public interface Rebalance {
    /** Called with partitions that this process reads from now on, before their first record. */
    default void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {}

    /** Called when other processes may read this channel's partitions from now on. */
    default void revoked() {}

    /** Called in place of {@link #revoked} when other processes may have read them for some time. */
    default void lost() {
        revoked();
    }
}
