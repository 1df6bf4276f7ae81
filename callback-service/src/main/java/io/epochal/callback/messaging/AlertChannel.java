package io.epochal.callback.messaging;

import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.messaging.channel.Rebalance;
import io.epochal.callback.messaging.channel.RecordChannel;
import io.epochal.callback.recording.alert.AlertRecorder;
import io.epochal.protocol.TrainingEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Hands events to the recorder of alerts, and asks it for silent runs while it has read everything. */
final class AlertChannel implements RecordChannel, AutoCloseable {
    /** They say that the run lives, and nothing else that a rule waits for. */
    private static final Set<Class<? extends TrainingEvent>> SIGNS_OF_LIFE = Set.of(
            TrainingEvent.BatchRecorded.class, TrainingEvent.WeightsSummarized.class, TrainingEvent.WeightsDrawn.class);

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final RecordingChannel events;
    private final AlertRecorder recorder;
    private @Nullable Consumer<String, byte[]> group;

    AlertChannel(AlertRecorder recorder, DeadLetterPublisher deadLetters, Path state, ServiceExit end) {
        this.recorder = recorder;
        this.events = new RecordingChannel(
                ServiceChannels.ALERTS.name(),
                SIGNS_OF_LIFE,
                (record, event) -> recorder.record(event, stored(record)),
                new Rebalance() {},
                deadLetters,
                state,
                end);
    }

    /** By the brokers' time, or the producer's; never outside of what texts have. */
    private static Instant stored(ConsumerRecord<String, byte[]> record) {
        Instant time = Instant.ofEpochMilli(record.timestamp());
        return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(LATEST) ? LATEST : time;
    }

    @Override
    public void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
        group = partitions.isEmpty() ? null : consumer;
        if (partitions.isEmpty()) {
            recorder.release();
        } else {
            recorder.begin();
        }
    }

    @Override
    public void revoked() {
        recorder.leave();
        lost();
    }

    @Override
    public void lost() {
        group = null;
        recorder.release();
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        if (events.isIgnored(record) && record.key() != null) {
            recorder.heard(record.key(), stored(record));
        }
        events.handle(record);
    }

    @Override
    public boolean settle() {
        return recorder.write();
    }

    @Override
    public void tick() {
        Consumer<String, byte[]> consumer = group;
        if (consumer != null) {
            if (hasReadAll(consumer)) {
                recorder.check();
            }
            var unused = recorder.write();
        }
    }

    /** As far as the last fetch tells: what waits in the log may be a sign of life. */
    private static boolean hasReadAll(Consumer<String, byte[]> consumer) {
        return consumer.assignment().stream()
                .allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0);
    }

    @Override
    public void close() throws IOException {
        events.close();
        recorder.close();
    }
}
