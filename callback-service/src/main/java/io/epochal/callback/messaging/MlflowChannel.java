package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.messaging.channel.ChannelSettings;
import io.epochal.callback.messaging.channel.Rebalance;
import io.epochal.callback.messaging.channel.RecordChannel;
import io.epochal.callback.recording.mlflow.MlflowWriter;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to a recorder in MLflow. An event counts as read when MLflow has it; until then nothing more is fetched, so that
 * what waits here is what one fetch has brought.
 */
final class MlflowChannel implements RecordChannel, AutoCloseable {
    private final RecordingChannel events;
    private final MlflowWriter recorder;
    private @Nullable Consumer<String, byte[]> group;

    /** @param ignored events that change nothing in what the recorder writes */
    MlflowChannel(
            ChannelSettings settings,
            Set<Class<? extends TrainingEvent>> ignored,
            MlflowWriter recorder,
            DeadLetterPublisher deadLetters,
            Path state,
            ServiceExit end) {
        this.recorder = recorder;
        this.events = new RecordingChannel(
                settings.name(),
                ignored,
                (record, event) -> recorder.add(event),
                new Rebalance() {},
                deadLetters,
                state,
                end);
    }

    @Override
    public void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
        group = consumer;
        recorder.release();
    }

    @Override
    public void revoked() {
        recorder.release();
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        events.handle(record);
    }

    @Override
    public boolean settle() throws InterruptedException {
        boolean written = recorder.write();
        Consumer<String, byte[]> consumer = group;
        if (consumer != null && written) {
            consumer.resume(consumer.paused());
        } else if (consumer != null) {
            consumer.pause(consumer.assignment());
        }
        return written;
    }

    @Override
    public void close() throws IOException {
        events.close();
    }
}
