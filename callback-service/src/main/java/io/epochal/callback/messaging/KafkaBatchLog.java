package io.epochal.callback.messaging;

import io.epochal.callback.api.log.BatchLog;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.kafka.Records;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** The topic of batches. Each reader has a consumer, in no group, of the one partition that holds its run's batches. */
@ApplicationScoped
class KafkaBatchLog implements BatchLog {
    private static final Logger LOG = Logger.getLogger(KafkaBatchLog.class);
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration GLANCE = Duration.ofMillis(20);
    /** Of all runs in the partition: some seconds of reading. */
    private static final long MOST_OLD = 500_000;

    private final KafkaClients clients;

    KafkaBatchLog(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public Batches open(String run) throws LogUnavailableException {
        KafkaConsumer<String, byte[]> consumer = clients.readerOf(Topic.BATCHES, run, WAIT);
        try {
            TopicPartition partition = consumer.assignment().iterator().next();
            List<TopicPartition> one = List.of(partition);
            long beginning = consumer.beginningOffsets(one).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(beginning, end - MOST_OLD));
            return new RunBatches(run, consumer);
        } catch (KafkaException e) {
            consumer.close();
            throw new LogUnavailableException("the batches cannot be read: " + KafkaClients.reason(e), e);
        }
    }

    private record RunBatches(String run, KafkaConsumer<String, byte[]> consumer) implements Batches {
        @Override
        public List<BatchEnded> next() {
            List<BatchEnded> batches = new ArrayList<>();
            try {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(GLANCE)) {
                    if (run.equals(record.key())) {
                        add(record, batches);
                    }
                }
            } catch (OffsetOutOfRangeException e) {
                // They are deleted after a day, or the topic was created again.
                consumer.seekToBeginning(e.partitions());
            } catch (KafkaException e) {
                LOG.debugf(e, "batches of %s cannot be read now", run);
            }
            return batches;
        }

        private void add(ConsumerRecord<String, byte[]> record, List<BatchEnded> batches) {
            try {
                if (Records.read(record) instanceof BatchEnded batch
                        && batch.run().equals(run)) {
                    batches.add(batch);
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
}
