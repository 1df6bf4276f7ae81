package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.readmodel.LogMoves;
import io.epochal.callback.readmodel.ReadModelException;
import io.epochal.callback.readmodel.RunQueries;
import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Waits, for a moment, until the list has what is in the summaries now. For any threads, one at a time asks Kafka. */
final class SummaryEnds implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SummaryEnds.class);
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration WAIT = Duration.ofMillis(10);
    private static final long PAUSE_MS = 15;
    /** So long nobody waits for a Kafka that has not answered somebody else. */
    private static final long FAILED_NANOS = Duration.ofSeconds(5).toNanos();

    private final KafkaClients clients;
    private @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable LogUnavailableException failure;
    private long failedAt;

    SummaryEnds(KafkaClients clients) {
        this.clients = clients;
    }

    /** Returns how many of the summaries that are there now the list has not when the wait ends; -1 where Kafka does not answer. */
    long await(RunQueries queries) throws ReadModelException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            Map<TopicPartition, Long> ends = ends();
            long behind = behind(ends, queries);
            while (behind > 0 && System.nanoTime() - deadline < 0) {
                Thread.sleep(PAUSE_MS);
                behind = behind(ends, queries);
            }
            return behind;
        } catch (MissingTopicException e) {
            // Nobody has trained anything yet.
            return 0;
        } catch (LogUnavailableException e) {
            LOG.debugf("how far the list is behind is not known: %s", e.getMessage());
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private synchronized Map<TopicPartition, Long> ends() throws LogUnavailableException {
        LogUnavailableException before = failure;
        if (before != null && System.nanoTime() - failedAt < FAILED_NANOS) {
            throw before;
        }
        try {
            KafkaConsumer<String, byte[]> opened =
                    consumer == null ? clients.readers().of(Topic.SUMMARIES, WAIT) : consumer;
            consumer = opened;
            return opened.endOffsets(opened.assignment(), LIMIT);
        } catch (MissingTopicException e) {
            throw e;
        } catch (LogUnavailableException | KafkaException e) {
            LogUnavailableException fault = new LogUnavailableException(KafkaClients.reason(e), e);
            failure = fault;
            failedAt = System.nanoTime();
            close();
            throw fault;
        }
    }

    private static long behind(Map<TopicPartition, Long> ends, RunQueries queries) throws ReadModelException {
        Map<LogMoves.Partition, Long> places = queries.places();
        long behind = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            TopicPartition one = end.getKey();
            long next = places.getOrDefault(new LogMoves.Partition(one.topic(), one.partition()), 0L);
            behind += Math.max(0, end.getValue() - next);
        }
        return behind;
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }
}
