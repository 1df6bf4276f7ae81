package io.epochal.callback.messaging;

import io.epochal.callback.messaging.channel.RecordChannel;
import io.epochal.callback.recording.gauges.RunGauges;
import io.epochal.kafka.Records;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Another channel, whose records also change gauges. It is that of the summaries: one process of its group reads all runs, so each run
 * is counted once, and Kafka is asked for nothing more.
 */
record GaugingChannel(RecordChannel channel, RunGauges gauges) implements RecordChannel {
    private static final Set<String> READ =
            RunGauges.READ.stream().map(Wire::type).collect(Collectors.toUnmodifiableSet());

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        channel.handle(record);
        if (Identifier.isValid(record.key()) && READ.contains(EventHeads.header(record, "ce_type"))) {
            gauge(record);
        }
    }

    private void gauge(ConsumerRecord<String, byte[]> record) {
        try {
            if (Records.read(record) instanceof TrainingEvent event) {
                gauges.add(event);
            }
        } catch (UnreadableException e) {
            // The deciders set it aside; here only values matter.
            return;
        }
    }

    @Override
    public boolean settle() throws InterruptedException {
        return channel.settle();
    }

    @Override
    public void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
        channel.assigned(consumer, partitions);
    }

    @Override
    public void revoked() {
        gauges.clear();
        channel.revoked();
    }
}
