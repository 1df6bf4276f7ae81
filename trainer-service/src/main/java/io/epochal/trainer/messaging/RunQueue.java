package io.epochal.trainer.messaging;

import io.epochal.trainer.run.claim.UnfinishedRuns;
import io.epochal.trainer.run.port.Faults;
import io.epochal.trainer.run.port.Runs;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes one run at a time from the queue and holds it while it trains.
 *
 * <p>Own thread and plain client: a record must be held while the run trains for minutes, which the framework's channels cannot do.
 * A trainer that dies holding a run loses it, and another trainer gets it.
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
    private final KafkaPreparation needs;
    private final StorePreparation store;
    private final RunHandler turns;
    private final ProcessEnd process;
    private final LostRecords lost;
    private final Duration lookEvery;
    private final ExecutorService training = Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
    private final Thread poller = new Thread(this::takeRuns, "run-queue");
    private final CountDownLatch pause = new CountDownLatch(1);
    private Future<Boolean> looking = CompletableFuture.completedFuture(true);
    private long lookedAt = System.nanoTime();
    private volatile boolean closing;
    private volatile @Nullable String fault;

    /** @param lookEvery how often the runs are looked for that the queue has lost; their trainer may be silent three times as long */
    RunQueue(
            KafkaSettings settings,
            KafkaPreparation needs,
            StorePreparation store,
            Runs runs,
            UnfinishedRuns unfinished,
            ProcessEnd process,
            @ConfigProperty(name = "epochal.lost-runs.look-every", defaultValue = "60s") Duration lookEvery) {
        this.settings = settings;
        this.needs = needs;
        this.store = store;
        this.process = process;
        this.turns = new RunHandler(
                runs, store, settings.deliveryLimit(), new QueueDeadLetters(settings), process, training, pause);
        this.lost = new LostRecords(settings, unfinished, lookEvery.multipliedBy(3));
        this.lookEvery = lookEvery;
    }

    void start(@Observes StartupEvent event) {
        poller.start();
    }

    /** A run under way leaves a checkpoint and goes back to the queue; one that waits for a verdict meanwhile is cut short. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closing = true;
        pause.countDown();
        needs.close();
        store.close();
        poller.join(GRACE.toMillis());
        training.shutdownNow();
        poller.join(GRACE.toMillis());
        poller.interrupt();
        poller.join();
    }

    /** Whether runs are being taken; false while something is missing for it, and when the thread has died. */
    public boolean alive() {
        return poller.isAlive() && needs.missing().isEmpty() && store.missing().isEmpty();
    }

    /** Why no runs are taken, where that is known. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault).or(needs::missing).or(store::missing);
    }

    private void takeRuns() {
        try {
            while (needs.await() && store.await() && !closing) {
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
                lookForLostRecords();
                Optional<ConsumerRecord<String, byte[]>> record = queue.take();
                if (record.isPresent()) {
                    turns.take(queue, record.get());
                }
            }
        } catch (InterruptException | UnsupportedVersionException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            endIfFatal(e);
            LOG.error("taking runs is begun anew", e);
            pause.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            // Closing gives what is held back to the queue, which an interrupted thread could not.
            var unused = Thread.interrupted();
            queue.close();
        }
    }

    private void endIfFatal(Throwable thrown) {
        if (Faults.isFatal(thrown)) {
            process.now(thrown);
        }
    }

    /** On the training's thread: a store that is unavailable delays nothing that would not wait for it anyway. */
    private void lookForLostRecords() {
        long now = System.nanoTime();
        if (!looking.isDone() || now - lookedAt < lookEvery.toNanos()) {
            return;
        }
        lookedAt = now;
        looking = training.submit(() -> {
            try {
                lost.look();
            } catch (IOException | RuntimeException e) {
                LOG.warnf("runs that the queue has lost could not be looked for: %s", e.getMessage());
            }
            return true;
        });
    }
}
