package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.api.log.TrainerLog;
import java.util.Map;

/** The log as another process of this service has it: with clients and a reader of its own. */
public final class ReplicaLog implements AutoCloseable {
    private final ServiceProducers producers;
    private final KafkaTrainerLog log;

    public ReplicaLog(String bootstrap, LogFollower follower) {
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", bootstrap), "training.");
        producers = new ServiceProducers(clients);
        log = new KafkaTrainerLog(clients, producers, follower);
    }

    public TrainerLog log() {
        return log;
    }

    @Override
    public void close() {
        log.close();
        producers.close();
    }
}
