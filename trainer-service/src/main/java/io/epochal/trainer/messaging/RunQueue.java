package io.epochal.trainer.messaging;

import io.epochal.protocol.UnreadableException;
import io.epochal.trainer.run.Faults;
import io.epochal.trainer.run.Runs;
import io.epochal.trainer.run.Unfinished;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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
    /** After the first failure to begin; twice as long after each further one, up to the last. Other runs wait meanwhile. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private static final int LONGEST_PAUSE = 8;

    private static final Duration GRACE = Duration.ofSeconds(6);
    private static final String NO_SHARE_GROUPS =
            "the broker has no share groups (Kafka 4.2 has; they can be switched off): " + "set epochal.queue="
                    + KafkaSettings.CONSUMER_GROUP + " to take runs by a classic consumer group";

    private final KafkaSettings settings;
    private final KafkaNeeds needs;
    private final StoreNeeds store;
    private final Runs runs;
    private final DeadLetters deadLetters;
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
            KafkaNeeds needs,
            StoreNeeds store,
            Runs runs,
            Unfinished unfinished,
            ProcessEnd process,
            @ConfigProperty(name = "epochal.lost-runs.look-every", defaultValue = "60s") Duration lookEvery) {
        this.settings = settings;
        this.needs = needs;
        this.store = store;
        this.runs = runs;
        this.deadLetters = new DeadLetters(settings);
        this.process = process;
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
                    take(queue, record.get());
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

    /** On the training's thread: a store that is away keeps nobody waiting who would not wait for it anyway. */
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

    private void take(RecordQueue queue, ConsumerRecord<String, byte[]> record) throws InterruptedException {
        QueuedRun run;
        try {
            run = QueuedRun.of(record);
        } catch (UnreadableException e) {
            deadLetters.send(record, String.valueOf(e.getMessage()));
            queue.done();
            return;
        }
        Turn turn = new Turn(queue, record, run);
        int returns = Math.max(run.returns(), queue.returns());
        Waiting.Result result = held(queue, turn, training.submit(turn));
        switch (result.state()) {
            case DONE -> queue.done();
            case GIVEN_UP -> giveUp(queue, record, "the run has ended at its last delivery");
            case SUPERSEDED -> queue.release();
            case FATAL -> process.now(new IllegalStateException(result.why()));
            case NOT_BEGUN -> notBegun(queue, turn, returns, result.why());
            default -> queue.putBack(0);
        }
    }

    private Waiting.Result held(RecordQueue queue, Turn turn, Future<Runs.Outcome> run) throws InterruptedException {
        Waiting.Result result = Waiting.until(run, queue.pace());
        while (result.state() == Waiting.State.STILL_TRAINING) {
            turn.lost |= !holds(queue);
            result = Waiting.until(run, queue.pace());
        }
        return result;
    }

    /** Perhaps the store is away, which is not the run's fault; otherwise it is tried again, but not without end. */
    private void notBegun(RecordQueue queue, Turn turn, int returns, String why) throws InterruptedException {
        if (!closing && !storeAnswersAtOnce(queue)) {
            queue.putBack(returns);
        } else if (closing || returns < QueuedRun.MOST_RETURNS) {
            rest(queue, FIRST_PAUSE.multipliedBy(Math.min(1L << returns, LONGEST_PAUSE)));
            queue.putBack(closing ? returns : returns + 1);
        } else {
            fail(queue, turn, "it could not begin, " + (returns + 1) + " times: " + why);
        }
    }

    private void fail(RecordQueue queue, Turn turn, String why) throws InterruptedException {
        Waiting.Result result = held(queue, turn, training.submit(() -> runs.fail(turn.run.request(), why)));
        if (result.state() == Waiting.State.FATAL) {
            process.now(new IllegalStateException(result.why()));
        }
        giveUp(queue, turn.record, why);
    }

    /** False when it had to be waited for: as long as it is away, no run can be trained here. */
    private boolean storeAnswersAtOnce(RecordQueue queue) throws InterruptedException {
        boolean atOnce = true;
        Future<Boolean> asked = training.submit(store::answers);
        while (!closing && !answered(asked)) {
            if (asked.isDone()) {
                atOnce = false;
                rest(queue, FIRST_PAUSE);
                asked = training.submit(store::answers);
            } else {
                rest(queue, Duration.ofMillis(50));
            }
        }
        return atOnce;
    }

    private static boolean answered(Future<Boolean> asked) throws InterruptedException {
        try {
            return asked.isDone() && asked.get();
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** A pause in which what is held is held on to. */
    private void rest(RecordQueue queue, Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        long renewal = System.nanoTime() + queue.pace().toNanos();
        while (!closing && System.nanoTime() < end) {
            long now = System.nanoTime();
            if (now >= renewal) {
                var unused = holds(queue);
                renewal = now + queue.pace().toNanos();
            }
            var unused = pause.await(Math.max(1, Math.min(end, renewal) - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void giveUp(RecordQueue queue, ConsumerRecord<String, byte[]> record, String why)
            throws InterruptedException {
        deadLetters.send(record, why);
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
        private final QueuedRun run;
        private volatile boolean lost;

        Turn(RecordQueue queue, ConsumerRecord<String, byte[]> record, QueuedRun run) {
            this.queue = queue;
            this.record = record;
            this.run = run;
        }

        @Override
        public Runs.Outcome call() throws IOException {
            boolean last = queue.last(record) || begunInVain();
            return runs.train(new Runs.Delivery(run.request(), run.ticket(), last), () -> closing || lost);
        }

        /** The claims are the count that every kind of group has, and that survives a run's being put back as a new record. */
        private boolean begunInVain() throws IOException {
            return runs.begunInVain(run.request(), Math.max(settings.deliveryLimit() - 1, Runs.WITHOUT_PROGRESS));
        }
    }
}
