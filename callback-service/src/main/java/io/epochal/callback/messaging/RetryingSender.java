package io.epochal.callback.messaging;

import io.smallrye.reactive.messaging.MutinyEmitter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;

/** Sends through a channel until Kafka has taken the record. Only a record that Kafka never takes is given up. */
final class RetryingSender {
    private static final Logger LOG = Logger.getLogger(RetryingSender.class);
    private static final long PAUSE_MILLIS = 1000;

    private final MutinyEmitter<ProducerRecord<String, byte[]>> channel;
    private final CountDownLatch closed = new CountDownLatch(1);

    RetryingSender(MutinyEmitter<ProducerRecord<String, byte[]>> channel) {
        this.channel = channel;
    }

    /**
     * Sends the first of these that Kafka takes, and waits for as long as Kafka is unavailable.
     *
     * @param forms of the same, the best first
     * @param tries of each; then the next one's turn comes
     * @return whether one of them was taken
     * @throws InterruptedException when this service is stopping
     */
    boolean send(List<ProducerRecord<String, byte[]>> forms, int tries) throws InterruptedException {
        for (ProducerRecord<String, byte[]> form : forms) {
            if (send(form, tries)) {
                return true;
            }
        }
        return false;
    }

    private boolean send(ProducerRecord<String, byte[]> record, int tries) throws InterruptedException {
        String logged = "";
        for (int tried = 0; tried < tries; tried++) {
            try {
                channel.sendAndAwait(record);
                return true;
            } catch (RuntimeException e) {
                String reason = KafkaClients.reason(e);
                if (!reason.equals(logged)) {
                    LOG.warnf("%s does not take the record of %s: %s", record.topic(), record.key(), reason);
                    logged = reason;
                }
                if (isFinal(e)) {
                    return false;
                }
            }
            if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the service is stopping");
            }
        }
        return false;
    }

    void close() {
        closed.countDown();
    }

    private static boolean isFinal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException || cause instanceof InvalidRecordException) {
                return true;
            }
        }
        return false;
    }
}
