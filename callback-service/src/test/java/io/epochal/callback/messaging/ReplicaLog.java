package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.api.log.TrainerLog;
import io.epochal.tracing.Traces;
import java.util.Map;

/** The log as another process of this service has it: with clients and a reader of its own. */
public final class ReplicaLog implements AutoCloseable {
    private static final String PREFIX = "training.";

    private final ServiceProducers producers;
    private final KnownRuns known;
    private final KafkaTrainerLog log;

    public ReplicaLog(String bootstrap, LogFollower follower) {
        this(Map.of("bootstrap.servers", bootstrap), follower, false);
    }

    /**
     * @param settings of all its clients
     * @param deciding whether it gives verdicts itself
     */
    public ReplicaLog(Map<String, Object> settings, LogFollower follower, boolean deciding) {
        KafkaClients clients = new KafkaClients(settings, PREFIX);
        producers = new ServiceProducers(clients);
        known = new KnownRuns(clients);
        ImmediateVerdicts immediate = new ImmediateVerdicts(deciding);
        VerdictPublisher verdicts = new VerdictPublisher(producers, follower, Traces.OFF, PREFIX, false);
        log = new KafkaTrainerLog(clients, producers, follower, known, immediate, verdicts, Traces.OFF);
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
