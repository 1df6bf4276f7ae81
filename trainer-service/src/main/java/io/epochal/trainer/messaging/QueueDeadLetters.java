package io.epochal.trainer.messaging;

import io.epochal.kafka.DeadLetter;
import io.epochal.protocol.Topic;
import io.epochal.protocol.field.Printable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends records of the queue to the dead letters. Waits for that, but not without end: the other runs are not to wait for it. */
record QueueDeadLetters(KafkaSettings settings) {
    private static final Logger LOG = Logger.getLogger(QueueDeadLetters.class);
    private static final int LIMIT_MILLIS = 30_000;
    private static final int LONGEST_REASON = 1000;

    /** @param cause what is behind the reason; null where nothing is */
    void send(ConsumerRecord<String, byte[]> record, String why, @Nullable Throwable cause)
            throws InterruptedException {
        String topic = settings.topic(Topic.DEAD_LETTERS);
        String reason = Printable.of(why, LONGEST_REASON);
        String place = record.topic() + "-" + record.partition() + "@" + record.offset();
        Map<String, Object> client = new TreeMap<>(settings.client());
        client.putAll(Map.of(
                "acks",
                "all",
                "linger.ms",
                "0",
                "request.timeout.ms",
                LIMIT_MILLIS / 3,
                "delivery.timeout.ms",
                LIMIT_MILLIS,
                "max.block.ms",
                LIMIT_MILLIS));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<String, byte[]> form : DeadLetter.forms(topic, record, reason, cause)) {
                if (sent(producer, form)) {
                    LOG.errorf("%s is set aside in %s: %s", place, topic, reason);
                    return;
                }
            }
        }
        LOG.errorf("%s could not be set aside in %s, and is skipped: %s", place, topic, reason);
    }

    private static boolean sent(KafkaProducer<String, byte[]> producer, ProducerRecord<String, byte[]> letter)
            throws InterruptedException {
        try {
            var unused = producer.send(letter).get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptException e) {
            throw e;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warnf("a dead letter was not taken: %s", e.getMessage());
            return false;
        }
    }
}
