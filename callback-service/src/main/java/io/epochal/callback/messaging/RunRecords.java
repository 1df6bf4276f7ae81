package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.kafka.Records;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** One run's records of a topic whose records are deleted after a while. It has a consumer, in no group. For one thread at a time. */
final class RunRecords implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RunRecords.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration GLANCE = Duration.ofMillis(20);
    /** Of all runs in the partition: some seconds of reading. */
    private static final long MOST_OLD = 500_000;

    private final String run;
    private final KafkaConsumer<String, byte[]> consumer;
    private final TopicPartition partition;

    private RunRecords(String run, KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
        this.run = run;
        this.consumer = consumer;
        this.partition = partition;
    }

    /**
     * Begins with the oldest; of a long log with the newest of all runs.
     *
     * @throws LogUnavailableException when it is unavailable for a few seconds
     */
    static RunRecords open(KafkaClients clients, Topic topic, String run) throws LogUnavailableException {
        KafkaConsumer<String, byte[]> consumer = clients.readers().of(topic, run, WAIT);
        try {
            TopicPartition partition = consumer.assignment().iterator().next();
            List<TopicPartition> one = List.of(partition);
            long beginning = consumer.beginningOffsets(one).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(beginning, end - MOST_OLD));
            return new RunRecords(run, consumer, partition);
        } catch (KafkaException e) {
            consumer.close();
            throw new LogUnavailableException(clients.name(topic) + " cannot be read: " + KafkaClients.reason(e), e);
        }
    }

    /** The run's next ones, of those that can be had at once. Empty also when what came was other runs'. */
    List<Message> next() {
        List<Message> messages = new ArrayList<>();
        try {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(GLANCE)) {
                if (run.equals(record.key())) {
                    add(record, messages);
                }
            }
        } catch (OffsetOutOfRangeException e) {
            // They were deleted meanwhile, or the topic was created again.
            consumer.seekToBeginning(e.partitions());
        } catch (KafkaException e) {
            LOG.debugf(e, "%s of %s cannot be read now", partition.topic(), run);
        }
        return messages;
    }

    /** Whether there is more, of any run, as far as that is known without asking. */
    boolean isBehind() {
        return consumer.currentLag(partition).orElse(1) > 0;
    }

    private void add(ConsumerRecord<String, byte[]> record, List<Message> messages) {
        try {
            Message message = Records.read(record);
            if (message.run().equals(run)) {
                messages.add(message);
            }
        } catch (UnreadableException e) {
            LOG.debugf("%s is not shown: %s", RecordPositions.of(record), e.getMessage());
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
