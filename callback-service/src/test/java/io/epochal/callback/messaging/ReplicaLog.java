package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.api.log.TrainerLog;
import java.util.Map;

/** The log as another process of this service has it: with clients and a reader of its own. */
public final class ReplicaLog implements AutoCloseable {
    private final ServiceProducers producers;
    private final KnownRuns known;
    private final KafkaTrainerLog log;

    public ReplicaLog(String bootstrap, LogFollower follower) {
        this(Map.of("bootstrap.servers", bootstrap), follower);
    }

    /** @param settings of all its clients */
    public ReplicaLog(Map<String, Object> settings, LogFollower follower) {
        KafkaClients clients = new KafkaClients(settings, "training.");
        producers = new ServiceProducers(clients);
        known = new KnownRuns(clients);
        log = new KafkaTrainerLog(clients, producers, follower, known);
    }

    public TrainerLog log() {
        return log;
    }

    @Override
    public void close() {
        log.close();
        known.close();
        producers.close();
    }
}
