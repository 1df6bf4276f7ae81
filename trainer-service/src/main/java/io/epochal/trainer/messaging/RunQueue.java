package io.epochal.trainer.messaging;

import io.epochal.kafka.DeadLetter;
import io.epochal.kafka.Records;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Topic;
import io.epochal.protocol.UnreadableException;
import io.epochal.trainer.run.Runs;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes one run at a time from the queue and holds it while it trains.
 *
 * <p>Own thread and plain client: a record must be held while the run trains for minutes, which the framework's channels cannot do.
 * Whoever dies holding a run loses it, and another trainer gets it.
 */
@ApplicationScoped
public class RunQueue {
    private static final Logger LOG = Logger.getLogger(RunQueue.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(6);
    private static final String NO_SHARE_GROUPS =
            "the broker has no share groups (Kafka 4.2 has; they can be switched off): " + "set epochal.queue="
                    + KafkaSettings.CONSUMER_GROUP + " to take runs by a classic consumer group";

    private final KafkaSettings settings;
    private final KafkaNeeds needs;
    private final Runs runs;
    private final ExecutorService training = Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
    private final Thread poller = new Thread(this::takeRuns, "run-queue");
    private final CountDownLatch pause = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile @Nullable String fault;

    RunQueue(KafkaSettings settings, KafkaNeeds needs, Runs runs) {
        this.settings = settings;
        this.needs = needs;
        this.runs = runs;
    }

    void start(@Observes StartupEvent event) {
        poller.start();
    }

    /** A run under way leaves a checkpoint and goes back to the queue; one that waits for a verdict meanwhile is cut short. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closing = true;
        pause.countDown();
        needs.close();
        poller.join(GRACE.toMillis());
        training.shutdownNow();
        poller.join(GRACE.toMillis());
        poller.interrupt();
        poller.join();
    }

    /** Whether runs are being taken; false while something is missing for it, and when the thread has died. */
    public boolean alive() {
        return poller.isAlive() && needs.missing().isEmpty();
    }

    /** Why no runs are taken, where that is known. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault).or(needs::missing);
    }

    private void takeRuns() {
        try {
            while (needs.await() && !closing) {
                takeRunsFrom(opened());
            }
        } catch (InterruptException | InterruptedException e) {
            LOG.debug("the queue is closed");
        } catch (UnsupportedVersionException e) {
            fault = NO_SHARE_GROUPS;
            LOG.fatal(NO_SHARE_GROUPS, e);
        }
    }

    private RecordQueue opened() {
        return settings.queue().equals(KafkaSettings.SHARE_GROUP)
                ? new ShareGroupQueue(settings)
                : new ConsumerGroupQueue(settings);
    }

    /** Returns when this one is of no use any more: whatever a broker that was away has left it in, the next one begins anew. */
    private void takeRunsFrom(RecordQueue queue) throws InterruptedException {
        try {
            while (!closing) {
                Optional<ConsumerRecord<String, byte[]>> record = queue.take();
                if (record.isPresent()) {
                    take(queue, record.get());
                }
            }
        } catch (InterruptException | UnsupportedVersionException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            LOG.error("taking runs is begun anew", e);
            pause.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            // Closing gives what is held back to the queue, which an interrupted thread could not.
            var unused = Thread.interrupted();
            queue.close();
        }
    }

    private void take(RecordQueue queue, ConsumerRecord<String, byte[]> record) throws InterruptedException {
        try {
            if (Records.read(record) instanceof RunRequested request) {
                hold(queue, record, new Turn(queue, record, request));
                return;
            }
            reject(record, "only RunRequested belongs here");
        } catch (UnreadableException e) {
            reject(record, String.valueOf(e.getMessage()));
        }
        queue.done();
    }

    private void hold(RecordQueue queue, ConsumerRecord<String, byte[]> record, Turn turn) throws InterruptedException {
        Future<Runs.Outcome> run = training.submit(turn);
        Waiting.Result result = Waiting.until(run, queue.pace());
        while (result == Waiting.Result.STILL_TRAINING) {
            turn.lost |= !holds(queue);
            result = Waiting.until(run, queue.pace());
        }
        if (result == Waiting.Result.NOT_BEGUN) {
            // Perhaps the store is away, and will be for a while.
            pause.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
        switch (result) {
            case DONE -> queue.done();
            case GIVEN_UP -> giveUp(queue, record);
            case SUPERSEDED -> queue.release();
            default -> queue.putBack();
        }
    }

    private void giveUp(RecordQueue queue, ConsumerRecord<String, byte[]> record) {
        setAside(record, "the run has ended at its last delivery");
        queue.done();
    }

    /** A broker that is away takes nothing from this trainer; what it makes of that when it is back is seen then. */
    private static boolean holds(RecordQueue queue) {
        try {
            return queue.hold();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            LOG.warnf("the hold on the run under way could not be renewed: %s", e.getMessage());
            return true;
        }
    }

    /** One run in the hands of this trainer. */
    private final class Turn implements Callable<Runs.Outcome> {
        private final RecordQueue queue;
        private final ConsumerRecord<String, byte[]> record;
        private final RunRequested request;
        private volatile boolean lost;

        Turn(RecordQueue queue, ConsumerRecord<String, byte[]> record, RunRequested request) {
            this.queue = queue;
            this.record = record;
            this.request = request;
        }

        @Override
        public Runs.Outcome call() throws IOException {
            boolean last = queue.last(record) || begunInVain();
            String ticket = record.topic() + "-" + record.partition() + "@" + record.offset();
            return runs.train(new Runs.Delivery(request, ticket, last), () -> closing || lost);
        }

        /** The claims are the count that every kind of group has, and that survives a run's being put back as a new record. */
        private boolean begunInVain() throws IOException {
            return runs.begunInVain(request, Math.max(settings.deliveryLimit() - 1, Runs.WITHOUT_PROGRESS));
        }
    }

    private void reject(ConsumerRecord<String, byte[]> record, String reason) {
        LOG.errorf(
                "%s-%d@%d goes to the dead letters: %s", record.topic(), record.partition(), record.offset(), reason);
        setAside(record, reason);
    }

    private void setAside(ConsumerRecord<String, byte[]> record, String reason) {
        try (KafkaProducer<String, byte[]> producer = settings.eventProducer()) {
            for (ProducerRecord<String, byte[]> form :
                    DeadLetter.forms(settings.topic(Topic.DEAD_LETTERS), record, reason)) {
                if (taken(producer, form)) {
                    return;
                }
            }
            LOG.errorf("%s-%d@%d could not be set aside", record.topic(), record.partition(), record.offset());
        }
    }

    private static boolean taken(KafkaProducer<String, byte[]> producer, ProducerRecord<String, byte[]> letter) {
        try {
            var unused = producer.send(letter).get();
            return true;
        } catch (ExecutionException e) {
            LOG.warnf("the dead letters do not take it: %s", e.getCause());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
