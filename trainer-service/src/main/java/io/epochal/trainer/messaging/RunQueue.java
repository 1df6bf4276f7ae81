package io.epochal.trainer.messaging;

import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import io.epochal.trainer.run.Runs;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;

/**
 * Takes one run at a time from the queue (a Kafka share group) and holds it while it trains.
 *
 * <p>Own thread and plain client: the lock on a record must be renewed while the run trains for minutes, which the framework's
 * channels cannot do. Whoever dies holding a run loses the lock, and another trainer gets it.
 */
@ApplicationScoped
public class RunQueue {
    private static final Logger LOG = Logger.getLogger(RunQueue.class);
    private static final Duration RENEWAL = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(6);

    private final KafkaSettings settings;
    private final Runs runs;
    private final ExecutorService training = Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
    private final Thread poller = new Thread(this::takeRuns, "run-queue");
    private final CountDownLatch pause = new CountDownLatch(1);
    private volatile boolean closing;

    RunQueue(KafkaSettings settings, Runs runs) {
        this.settings = settings;
        this.runs = runs;
    }

    void start(@Observes StartupEvent event) {
        poller.start();
    }

    /** A run under way leaves a checkpoint and goes back to the queue; one that waits for a verdict meanwhile is cut short. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closing = true;
        pause.countDown();
        poller.join(GRACE.toMillis());
        training.shutdownNow();
        poller.join(GRACE.toMillis());
        poller.interrupt();
        poller.join();
    }

    /** Whether runs are being taken; false when the thread has died. */
    public boolean alive() {
        return poller.isAlive();
    }

    private void takeRuns() {
        KafkaShareConsumer<String, byte[]> consumer = settings.runConsumer();
        try {
            consumer.subscribe(List.of(settings.topic(Topic.RUNS)));
            while (!closing) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    take(consumer, record);
                }
            }
        } catch (InterruptException | InterruptedException e) {
            LOG.debug("the queue is closed");
        } finally {
            // Closing gives what is held back to the queue, which an interrupted thread could not.
            var unused = Thread.interrupted();
            consumer.close();
        }
    }

    private void take(KafkaShareConsumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> record)
            throws InterruptedException {
        try {
            if (KafkaRecords.message(record) instanceof RunRequested request) {
                hold(consumer, record, training.submit(() -> runs.train(request, last(record), () -> closing)));
                return;
            }
            reject(record, "only RunRequested belongs here");
        } catch (UnreadableException e) {
            reject(record, String.valueOf(e.getMessage()));
        }
        consumer.acknowledge(record, AcknowledgeType.ACCEPT);
        consumer.commitSync();
    }

    private boolean last(ConsumerRecord<String, byte[]> record) {
        return record.deliveryCount().orElse((short) 1) >= settings.deliveryLimit();
    }

    /** A renewal hands the same record out again by the next poll; that one is acknowledged from then on. */
    private void hold(
            KafkaShareConsumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> taken, Future<Runs.Outcome> run)
            throws InterruptedException {
        ConsumerRecord<String, byte[]> held = taken;
        Waiting.Result result = Waiting.until(run, RENEWAL);
        while (result == Waiting.Result.STILL_TRAINING) {
            consumer.acknowledge(held, AcknowledgeType.RENEW);
            consumer.commitSync();
            for (ConsumerRecord<String, byte[]> again : consumer.poll(Duration.ofMillis(100))) {
                held = again;
            }
            result = Waiting.until(run, RENEWAL);
        }
        if (result == Waiting.Result.NOT_BEGUN) {
            // The store is away. Each try counts as a delivery, and the run is not to blame.
            pause.await(RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (result == Waiting.Result.DONE && last(taken)) {
            setAside(taken, "the run has ended at its last delivery");
        } else if (result != Waiting.Result.DONE) {
            putBack(taken);
        }
        consumer.acknowledge(held, AcknowledgeType.ACCEPT);
        consumer.commitSync();
    }

    /** As a new record: a release would count as a failed delivery, and a run may be given back any number of times. */
    private void putBack(ConsumerRecord<String, byte[]> record) {
        try (KafkaProducer<String, byte[]> producer = settings.eventProducer()) {
            var unused = producer.send(
                    new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()));
        }
    }

    private void reject(ConsumerRecord<String, byte[]> record, String reason) {
        LOG.errorf(
                "%s-%d@%d goes to the dead letters: %s", record.topic(), record.partition(), record.offset(), reason);
        setAside(record, reason);
    }

    private void setAside(ConsumerRecord<String, byte[]> record, String reason) {
        try (KafkaProducer<String, byte[]> producer = settings.eventProducer()) {
            var unused = producer.send(KafkaRecords.deadLetter(settings.topic(Topic.DEAD_LETTERS), record, reason));
        }
    }
}
