package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RequestLog;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The topic of commands. */
@ApplicationScoped
class KafkaRequestLog implements RequestLog {
    private final KafkaClients clients;

    KafkaRequestLog(KafkaClients clients) {
        this.clients = clients;
    }

    @Override
    public Requests open(String run) throws LogUnavailableException {
        return new RunRequests(RunRecords.open(clients, Topic.CONTROL, run));
    }

    private record RunRequests(RunRecords records) implements Requests {
        @Override
        public List<CommandRequest> next() {
            return records.next().stream()
                    .filter(CommandRequest.class::isInstance)
                    .map(CommandRequest.class::cast)
                    .toList();
        }

        @Override
        public boolean isBehind() {
            return records.isBehind();
        }

        @Override
        public void close() {
            records.close();
        }
    }
}
