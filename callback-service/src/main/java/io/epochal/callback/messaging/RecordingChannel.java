package io.epochal.callback.messaging;

import io.epochal.callback.delivery.Handling;
import io.epochal.callback.delivery.RecordDelivery;
import io.epochal.callback.delivery.ServiceExit;
import io.epochal.callback.messaging.channel.Rebalance;
import io.epochal.callback.messaging.channel.RecordChannel;
import io.epochal.callback.recording.RebuildingRecorder;
import io.epochal.kafka.Records;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.UnreadableException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Hands every event to one recorder. An event counts as read once it is in the files, or its failure is reported: what one run
 * does to a recorder does not affect other runs.
 */
final class RecordingChannel implements RecordChannel, Handling<ConsumerRecord<String, byte[]>>, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RecordingChannel.class);

    private static final String TYPE = "ce_type";
    private static final String END = Wire.type(TrainingEvent.RunEnded.class);

    private final String name;
    private final Set<String> ignored;
    private final EventSink recorder;
    private final Rebalance rebalance;
    private final DeadLetterPublisher deadLetters;
    private final RecordDelivery<ConsumerRecord<String, byte[]>> delivery;

    interface EventSink {
        void record(ConsumerRecord<String, byte[]> record, TrainingEvent event) throws IOException;

        /** Whether these bytes of an event, which is not its run's end, change nothing. */
        default boolean passesOver(String run, byte[] event) {
            return false;
        }
    }

    /** What writes files. */
    record FileSink(RebuildingRecorder recorder) implements EventSink {
        @Override
        public void record(ConsumerRecord<String, byte[]> record, TrainingEvent event) {
            recorder.record(record.partition(), event);
        }

        @Override
        public boolean passesOver(String run, byte[] event) {
            return recorder.passesOver(run, event);
        }
    }

    /** @param ignored types that change nothing in what the recorder writes: they are not even decoded, since there can be millions */
    RecordingChannel(
            String name,
            Set<Class<? extends TrainingEvent>> ignored,
            EventSink recorder,
            Rebalance rebalance,
            DeadLetterPublisher deadLetters,
            Path state,
            ServiceExit end) {
        this.name = name;
        this.ignored = ignored.stream().map(Wire::type).collect(Collectors.toUnmodifiableSet());
        this.recorder = recorder;
        this.rebalance = rebalance;
        this.deadLetters = deadLetters;
        this.delivery = new RecordDelivery<>(name, state, this, end);
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        if (!isIgnored(record)) {
            delivery.deliver(RecordPositions.of(record), record);
        }
    }

    /** Whether the record changes nothing, and is not decoded. */
    boolean isIgnored(ConsumerRecord<String, byte[]> record) {
        String type = EventHeads.header(record, TYPE);
        return ignored.contains(type)
                || (record.key() != null
                        && record.value() != null
                        && !type.equals(END)
                        && recorder.passesOver(record.key(), record.value()));
    }

    @Override
    public void assigned(Consumer<String, byte[]> consumer, Collection<TopicPartition> partitions) {
        rebalance.assigned(consumer, partitions);
    }

    @Override
    public void revoked() {
        rebalance.revoked();
    }

    @Override
    public void lost() {
        rebalance.lost();
    }

    @Override
    public Answer answer(ConsumerRecord<String, byte[]> record) throws IOException, UnreadableException {
        if (Records.read(record) instanceof TrainingEvent event) {
            recorder.record(record, event);
        }
        return Answer.NONE;
    }

    @Override
    public Answer failed(ConsumerRecord<String, byte[]> record, Throwable thrown) {
        if (thrown instanceof UnreadableException) {
            // The deciders send it to the dead letters; one letter is enough.
            LOG.debugf("%s is not recorded: %s", RecordPositions.of(record), thrown.getMessage());
            return Answer.NONE;
        }
        return deadLetters.of(name, record, "it could not be recorded: " + ThrownText.of(thrown), thrown);
    }

    @Override
    public void close() throws IOException {
        delivery.close();
    }
}
