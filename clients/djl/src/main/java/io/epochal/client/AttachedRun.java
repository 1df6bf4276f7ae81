package io.epochal.client;

import com.google.gson.JsonObject;
import io.epochal.client.RunEnding.EndStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a run that this program trains under the callback service. Its methods are for the training thread.
 *
 * <pre>{@code
 * try (AttachedRun run = AttachedRun.attach(RunOptions.of(0.01).epochs(50).callbacks(callbacks))) {
 *     for (int epoch = 0; epoch < 50 && !run.stopped(); epoch++) {
 *         for (Batch batch : batches) {
 *             if (!run.batch(train(batch, run.learningRate()), Map.of())) {
 *                 break;
 *             }
 *         }
 *         if (!run.stopped()) {
 *             run.round(Map.of("loss", loss, "val_loss", validate()));
 *         }
 *     }
 *     run.end();
 * }
 * }</pre>
 */
public final class AttachedRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AttachedRun.class);
    private static final int MOST_RECORDED = 50_000;
    private static final RunEnding COMPLETED = new RunEnding(EndStatus.COMPLETED, "all epochs were trained");
    private static final RunEnding LEFT =
            new RunEnding(EndStatus.FAILED, "the program left the training without saying why");

    private final RunOptions options;
    private final BatchRing batches = new BatchRing();
    private final RunDialog dialog;
    private final Orders orders;
    private final UserRequests users;
    private final ShutdownNotice shutdown;
    private Map<String, Double> lastMetrics = Map.of();
    private long roundBegun = System.nanoTime();
    private long batchBegun = System.nanoTime();
    private boolean ended;

    private AttachedRun(RunOptions options) {
        this.options = options;
        this.dialog = new RunDialog(options, batches);
        this.orders = dialog.orders();
        this.users = new UserRequests(dialog, options);
        this.shutdown =
                new ShutdownNotice(() -> dialog.cancel("the process was told to end"), options.endsOnShutdown());
    }

    /**
     * Attaches, and applies the first verdict.
     *
     * @throws ServiceException.Rejected with the field that is wrong, or the capability that a callback needs
     * @throws ServiceException.Unreachable as {@link OnUnreachable} says
     */
    public static AttachedRun attach(RunOptions options) {
        AttachedRun run = new AttachedRun(options);
        try {
            var unused = run.dialog.attached(run.patience());
            run.users.obey(Map.of());
        } catch (ServiceException.Unreachable e) {
            if (options.onUnreachable() != OnUnreachable.CONTINUE) {
                throw e;
            }
            LOG.warn("training begins without decisions: {}", e.getMessage());
        }
        run.shutdown.register();
        return run;
    }

    /** The run's id; empty while the service was not reached yet. */
    public String id() {
        return dialog.run();
    }

    /** Whose turn it is, from 1; 0 while the service was not reached yet. */
    public int attempt() {
        return dialog.attempt();
    }

    /** How far training has come. */
    public RunProgress reached() {
        return dialog.reached();
    }

    /** The rate of the next step. */
    public float learningRate() {
        return orders.learningRate();
    }

    /** The program, or its schedule, has changed the rate itself. */
    public void learningRate(float rate) {
        orders.learningRate(rate);
    }

    /** Whether no further batch is to be trained. */
    public boolean stopped() {
        return orders.ending() != null;
    }

    /** How training ends, where a command or the program has said so. */
    public Optional<RunEnding> ending() {
        return Optional.ofNullable(orders.ending());
    }

    /** Training ends here, because the program wants it. */
    public void stop(EndStatus status, String reason) {
        orders.end(status, reason);
    }

    /** What a checkpoint must hold, so that {@link RunOptions#resume} goes on from it. */
    public ResumeFrom state() {
        return dialog.state();
    }

    /** A checkpoint is stored that no command has asked for. */
    public void saved(String name, SavedCheckpoint checkpoint) {
        dialog.saved(name, checkpoint);
    }

    /** The epoch, from 0, whose weights were put back. */
    public Optional<Integer> restoredEpoch() {
        return Optional.ofNullable(orders.restored());
    }

    /**
     * One batch was trained. Waits for the service only where a callback wanted to decide here, or while a user has paused the run.
     *
     * @param loss of this batch
     * @param means over the round so far; must not change any more
     * @return whether to go on
     */
    public boolean batch(double loss, Map<String, Double> means) {
        RunProgress now = dialog.reached().afterBatch();
        dialog.reached(now);
        if (options.publishesBatches()) {
            batches.put(now, loss, means, orders.learningRate());
        }
        if (orders.records(now.step())) {
            record(now, means.isEmpty() ? Map.of("loss", loss) : means);
        }
        if (dialog.wantsToBeAsked(means.getOrDefault("loss", loss))) {
            Map<String, Double> values = means.isEmpty() ? Map.of("loss", loss) : means;
            var unused = dialog.decide(dialog.batchReached(values), patience());
        }
        users.obey(means);
        dialog.saveWhereDue();
        return !stopped();
    }

    /**
     * A round ended: asks the callbacks, and obeys.
     *
     * @param metrics of the round; those of the validation with {@code val_} before their names
     */
    public RunVerdict round(Map<String, Double> metrics) {
        users.obey(metrics);
        lastMetrics = Map.copyOf(metrics);
        RunProgress now = dialog.reached();
        JsonObject own = new JsonObject();
        own.addProperty("seconds", (System.nanoTime() - roundBegun) / 1e9);
        own.addProperty("last", stopped() || isLast(now.epoch()));
        RunQuestion question = dialog.question("EpochEnded", now.epoch(), lastMetrics, own);
        dialog.reached(now.afterEpoch());
        RunVerdict verdict = dialog.decide(question, patience());
        users.obey(metrics);
        roundBegun = System.nanoTime();
        return verdict;
    }

    /** Training is over: as commands have said, or completed. */
    public RunEnding end() {
        return end(ending().orElse(COMPLETED));
    }

    /** Training is over because of this. */
    public RunEnding fail(Throwable cause) {
        return end(new RunEnding(EndStatus.FAILED, cause.getClass().getSimpleName() + ": " + cause.getMessage()));
    }

    /** Training is over; says so once, and applies what the callbacks want at the end, such as restored weights. */
    public RunEnding end(RunEnding ending) {
        if (ended) {
            return ending().orElse(ending);
        }
        ended = true;
        orders.end(ending.status(), ending.reason());
        try {
            sayEnd(ending);
        } catch (ServiceException.Superseded e) {
            LOG.warn("the end of run {} is not said: {}", id(), e.getMessage());
        } finally {
            dialog.close();
            shutdown.close();
        }
        return ending;
    }

    /** Where the end was not said, it was an exception that has left the loop, unless all rounds were trained. */
    @Override
    public void close() {
        if (ended) {
            return;
        }
        try {
            var unused = end(ending().orElse(isLast(dialog.reached().epoch() - 1) ? COMPLETED : LEFT));
        } catch (ServiceException e) {
            LOG.warn("the end of run {} was not said: {}", id(), e.getMessage());
        }
    }

    private void sayEnd(RunEnding ending) {
        // A program that fails is not held up by a service that is away.
        boolean quickly = ending.status() == EndStatus.FAILED || ending.status() == EndStatus.CANCELLED;
        Duration patience = quickly ? options.shortPatience() : patience();
        RunProgress now = dialog.reached();
        JsonObject own = EventFields.trainingEnded(ending, now);
        var unused =
                dialog.decide(dialog.question("TrainingEnded", now.lastTrainedEpoch(), lastMetrics, own), patience);
        EventLine line = dialog.line();
        if (line == null || dialog.isBehind()) {
            LOG.warn("run {} has ended as {}, and the service does not know", id(), ending.status());
            return;
        }
        users.refuse(line);
        line.say("RunEnded", EventFields.runEnded(ending, now, lastMetrics, orders, dialog.checkpointOfNow()));
        while (line.unsaid() > 0) {
            line.flush(patience, Duration.ZERO);
        }
    }

    private Duration patience() {
        return options.patience();
    }

    private boolean isLast(int epoch) {
        return options.epochs() == epoch + 1;
    }

    private void record(RunProgress now, Map<String, Double> means) {
        EventLine line = dialog.line();
        if (line != null && line.unsaid() < MOST_RECORDED) {
            double seconds = (System.nanoTime() - batchBegun) / 1e9;
            line.say("BatchRecorded", EventFields.batchRecorded(now, means, seconds));
        }
        batchBegun = System.nanoTime();
    }
}
