package io.epochal.callback.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.TokenLog;
import io.epochal.callback.guard.ApiToken;
import io.epochal.protocol.Topic;
import io.epochal.protocol.Wire;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/**
 * The topic of tokens. It is read when somebody shows a token, and twice a second at most; so a token that was revoked elsewhere holds
 * for half a second here, and a service that nobody shows a token reads nothing.
 */
@ApplicationScoped
class KafkaTokenLog implements TokenLog {
    private static final Logger LOG = Logger.getLogger(KafkaTokenLog.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();

    private final Map<String, ApiToken> tokens = new ConcurrentHashMap<>();
    private final AtomicLong readAt = new AtomicLong(System.nanoTime() - 2 * FRESH_NANOS);
    private final KafkaClients clients;
    private final ServiceProducers producers;
    private final TopicScan scan;

    KafkaTokenLog(KafkaClients clients, ServiceProducers producers) {
        this.clients = clients;
        this.producers = producers;
        this.scan = new TopicScan(clients, Topic.TOKENS, this::apply);
    }

    @Override
    public boolean isFresh() {
        return System.nanoTime() - readAt.get() < FRESH_NANOS;
    }

    @Override
    public Optional<ApiToken> find(String id) throws LogUnavailableException {
        if (!isFresh()) {
            read();
        }
        return Optional.ofNullable(tokens.get(id));
    }

    @Override
    public List<ApiToken> list() throws LogUnavailableException {
        read();
        return List.copyOf(tokens.values());
    }

    private void read() throws LogUnavailableException {
        long began = System.nanoTime();
        try {
            scan.catchUp(LIMIT);
        } catch (MissingTopicException e) {
            tokens.clear();
        }
        readAt.accumulateAndGet(began, (one, other) -> one - other > 0 ? one : other);
    }

    @Override
    public void store(ApiToken token) throws LogUnavailableException {
        producers.store(new ProducerRecord<>(clients.name(Topic.TOKENS), token.id(), json(token)), "the token");
        read();
    }

    private static byte[] json(ApiToken token) {
        try {
            return Wire.JSON.writeValueAsBytes(token);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a token that JSON cannot write", e);
        }
    }

    /** What cannot be read lets nobody in. */
    private void apply(ConsumerRecord<String, byte[]> record) {
        tokens.remove(String.valueOf(record.key()));
        if (record.value() == null) {
            return;
        }
        try {
            ApiToken token = Wire.JSON.readValue(record.value(), ApiToken.class);
            if (token.id().equals(record.key())) {
                tokens.put(token.id(), token);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warnf(
                    "%s@%d is no token: %s",
                    record.topic(), record.offset(), e.getClass().getSimpleName());
        }
    }

    @PreDestroy
    void close() {
        scan.close();
    }
}
