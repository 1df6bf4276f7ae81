package io.epochal.callback.messaging;

import io.epochal.tracing.TracedSpan;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;

/** Sends records until Kafka has taken them. Only a record that Kafka never takes is given up. */
final class RetryingSender {
    private static final Logger LOG = Logger.getLogger(RetryingSender.class);
    private static final long PAUSE_MILLIS = 1000;

    private final Supplier<Producer<String, byte[]>> producer;
    private final Queue<Failed> failed = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean begun;

    private record Failed(
            ProducerRecord<String, byte[]> record, Supplier<ProducerRecord<String, byte[]>> instead, Exception fault) {}

    /** @param producer connects with the first call */
    RetryingSender(Supplier<Producer<String, byte[]>> producer) {
        this.producer = producer;
    }

    /**
     * Begins to send; {@link #settle} waits for that. One thread calls both.
     *
     * @param instead is sent where Kafka never takes this record
     * @param span of the first try, which ends with it
     * @param stored called, on the producer's thread, once Kafka has taken the record with the first try
     */
    void begin(
            ProducerRecord<String, byte[]> record,
            Supplier<ProducerRecord<String, byte[]>> instead,
            TracedSpan span,
            Runnable stored) {
        begun = true;
        try {
            var unused = producer.get().send(record, (place, fault) -> {
                if (fault == null) {
                    span.stored(place);
                    stored.run();
                } else {
                    span.failed(fault);
                    failed.add(new Failed(record, instead, fault));
                }
            });
        } catch (KafkaException e) {
            span.failed(e);
            failed.add(new Failed(record, instead, e));
        }
    }

    /**
     * Returns once Kafka has taken everything that was begun, and waits for as long as Kafka is unavailable.
     *
     * @throws InterruptedException when this service is stopping
     */
    void settle() throws InterruptedException {
        if (!begun) {
            return;
        }
        begun = false;
        try {
            producer.get().flush();
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException e) {
            LOG.debugf(e, "there is no producer yet");
        }
        for (Failed one = failed.poll(); one != null; one = failed.poll()) {
            if (isFinal(one.fault()) || !send(one.record(), Integer.MAX_VALUE)) {
                var unused = send(one.instead().get(), Integer.MAX_VALUE);
            }
        }
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
                producer.get().send(record).get();
                return true;
            } catch (InterruptException e) {
                throw interrupted(e);
            } catch (ExecutionException | KafkaException e) {
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

    /** What is not taken yet is given up; it is sent again by the next process. */
    void close() {
        closed.countDown();
    }

    private static InterruptedException interrupted(InterruptException e) {
        // Kafka's exception has set the flag of this thread again.
        var unused = Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("the service is stopping");
        interrupted.initCause(e);
        return interrupted;
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
