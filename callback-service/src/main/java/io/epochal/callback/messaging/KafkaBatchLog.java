package io.epochal.callback.messaging;

import io.epochal.callback.api.log.BatchLog;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The topic of batches. */
@ApplicationScoped
class KafkaBatchLog implements BatchLog {
    private final KafkaClients clients;

    KafkaBatchLog(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public Batches open(String run) throws LogUnavailableException {
        return new RunBatches(RunRecords.open(clients, Topic.BATCHES, run));
    }

    private record RunBatches(RunRecords records) implements Batches {
        @Override
        public List<BatchEnded> next() {
            return records.next().stream()
                    .filter(BatchEnded.class::isInstance)
                    .map(BatchEnded.class::cast)
                    .toList();
        }

        @Override
        public void close() {
            records.close();
        }
    }
}
