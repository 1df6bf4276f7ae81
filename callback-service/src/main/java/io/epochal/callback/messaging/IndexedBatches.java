package io.epochal.callback.messaging;

import io.epochal.callback.readmodel.CurveWriter;
import io.epochal.callback.readmodel.ReadModelException;
import io.epochal.kafka.Records;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/** The curves of batches. */
record IndexedBatches(CurveWriter writer) implements IndexedTopics {
    private static final Logger LOG = Logger.getLogger(IndexedBatches.class);

    @Override
    public String name() {
        return "read-model-batches";
    }

    @Override
    public List<Topic> topics() {
        return List.of(Topic.BATCHES);
    }

    @Override
    public Duration gather() {
        return Duration.ofSeconds(10);
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws ReadModelException {
        try {
            if (Records.read(record) instanceof BatchEnded batch && batch.run().equals(record.key())) {
                writer.batch(batch);
            }
        } catch (UnreadableException e) {
            LOG.debugf("%s is not in a curve: %s", RecordPositions.of(record), e.getMessage());
        }
    }
}
