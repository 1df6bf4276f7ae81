package io.epochal.trainer.messaging;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * At which batch earlier attempts answered which request, as the event log has it. A resumed run obeys each of them there again.
 */
final class AnsweredBefore {
    /** The epoch and the batch before a run's first. */
    static final int QUEUED = -1;

    static final AnsweredBefore NOTHING = new AnsweredBefore();

    private record Place(int epoch, int batch) {}

    private final Map<String, Place> places = new HashMap<>();

    private AnsweredBefore() {}

    /** Reads the log of a run up to its end now. */
    static AnsweredBefore read(String run, KafkaConsumer<String, byte[]> consumer, String topic) {
        AnsweredBefore answered = new AnsweredBefore();
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(one -> new TopicPartition(topic, one.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (run.equals(record.key())) {
                    answered.note(record);
                }
            }
        }
        return answered;
    }

    private void note(ConsumerRecord<String, byte[]> record) {
        try {
            Message message = Records.read(record);
            if (message instanceof CommandApplied applied) {
                places.putIfAbsent(applied.commandId(), new Place(applied.epoch(), applied.batch()));
            } else if (message instanceof BatchReached reached && reached.replacement() != null) {
                // Asked is as good as answered: the answer is the same whoever asks.
                places.putIfAbsent(reached.replacement().commandId(), new Place(reached.epoch(), reached.batch()));
            }
        } catch (UnreadableException e) {
            // Whoever decides on events sets it aside; here only answers matter.
            return;
        }
    }

    /** Whether a request is to be answered at this batch or before; one that nobody has answered is to be at once. */
    boolean due(String commandId, int epoch, int batch) {
        Place place = places.get(commandId);
        return place == null || epoch > place.epoch() || (epoch == place.epoch() && batch >= place.batch());
    }
}
