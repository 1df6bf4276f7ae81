package io.epochal.kafka;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/** How a cluster is asked about itself, and what its answers mean. */
final class Administration {
    private static final int REQUEST_MILLIS =
            Math.toIntExact(Duration.ofSeconds(10).toMillis());

    private Administration() {}

    /**
     * A client for a few questions.
     *
     * @throws IOException when the settings cannot be used, or not yet: the broker's name may not be known while it starts
     */
    static Admin open(Map<String, ?> client) throws IOException {
        Map<String, Object> settings = new TreeMap<>(client);
        settings.put("default.api.timeout.ms", REQUEST_MILLIS);
        settings.put("request.timeout.ms", REQUEST_MILLIS);
        try {
            return Admin.create(settings);
        } catch (KafkaException e) {
            String reason = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
            throw new IOException("Kafka's client cannot use its settings: " + reason, e);
        }
    }

    /**
     * Waits for an answer.
     *
     * @throws ApiException when the broker refuses this request
     * @throws IOException when it cannot be asked
     */
    static <T> T answer(KafkaFuture<T> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while Kafka was asked");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof AuthenticationException) {
                throw new IOException("Kafka does not let this service in: " + cause.getMessage(), cause);
            }
            if (cause instanceof ApiException refusal && !(cause instanceof TimeoutException)) {
                throw refusal;
            }
            throw new IOException("Kafka could not be asked: " + e.getMessage(), e);
        }
    }
}
