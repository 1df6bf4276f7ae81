package io.epochal.trainer.messaging;

import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.UnreadableException;
import io.epochal.tracing.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** At which batch earlier attempts answered which request, by the event log. A resumed run applies each of them there again. */
final class AnsweredCommands {
    /** The epoch and the batch before a run's first. */
    static final int QUEUED = -1;

    static final AnsweredCommands NOTHING = new AnsweredCommands();

    private record Place(int epoch, int batch) {}

    private final Map<String, Place> places = new HashMap<>();
    private TraceParent traced = TraceParent.NONE;

    private AnsweredCommands() {}

    /** Reads the events that were published before this attempt; tells {@code log} where they begin. */
    static AnsweredCommands read(
            String run, int attempt, RunOffsets log, KafkaConsumer<String, byte[]> consumer, String topic) {
        AnsweredCommands answered = new AnsweredCommands();
        TopicPartition partition = log.partition(topic, consumer);
        consumer.assign(List.of(partition));
        log.seekToStart(partition, consumer);
        long end = log.end(
                partition, attempt, consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                if (run.equals(record.key())) {
                    log.startsAt(partition, record.offset());
                    answered.note(record);
                    answered.noteTrace(record.headers().lastHeader(TraceParent.HEADER));
                }
            }
        }
        log.startsAt(partition, end);
        return answered;
    }

    private void note(ConsumerRecord<String, byte[]> record) {
        try {
            Message message = Records.read(record);
            if (message instanceof CommandApplied applied) {
                places.putIfAbsent(applied.commandId(), new Place(applied.epoch(), applied.batch()));
            } else if (message instanceof BatchReached reached && reached.replacement() != null) {
                // Asked is as good as answered: the answer is the same for every attempt.
                places.putIfAbsent(reached.replacement().commandId(), new Place(reached.epoch(), reached.batch()));
            }
        } catch (UnreadableException e) {
            // The deciders set it aside; here only answers matter.
            return;
        }
    }

    private void noteTrace(@Nullable Header header) {
        if (header != null && header.value() != null) {
            traced = TraceParent.of(new String(header.value(), StandardCharsets.ISO_8859_1));
        }
    }

    /** The newest trace of the attempts before. */
    TraceParent traced() {
        return traced;
    }

    /** Whether a request is to be answered at this batch or before; one that has no answer yet is to be at once. */
    boolean due(String commandId, int epoch, int batch) {
        Place place = places.get(commandId);
        return place == null || epoch > place.epoch() || (epoch == place.epoch() && batch >= place.batch());
    }
}
