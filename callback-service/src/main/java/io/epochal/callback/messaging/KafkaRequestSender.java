package io.epochal.callback.messaging;

import io.epochal.callback.api.log.CommandSender;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RunSender;
import io.epochal.kafka.Records;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes commands to the control topic, and requests to train to the queue of runs. */
@ApplicationScoped
class KafkaRequestSender implements CommandSender, RunSender {
    private static final String SOURCE = "/callback-service/api";

    private final KafkaClients clients;
    private final ServiceProducers producers;

    KafkaRequestSender(KafkaClients clients, ServiceProducers producers) {
        this.clients = clients;
        this.producers = producers;
    }

    @Override
    public void send(CommandRequest request) throws LogUnavailableException {
        producers.store(Records.of(clients.name(Topic.CONTROL), request, SOURCE), "the command");
    }

    @Override
    public void send(RunRequested request) throws LogUnavailableException {
        producers.store(Records.of(clients.name(Topic.RUNS), request, SOURCE), "the request to train");
    }
}
