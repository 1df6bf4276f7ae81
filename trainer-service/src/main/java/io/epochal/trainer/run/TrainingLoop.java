package io.epochal.trainer.run;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.trainer.run.TrainingState.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Trains epoch after epoch, as {@code keras/src/backend/tensorflow/trainer.py} does, until the epochs are over or someone says stop.
 *
 * <pre>
 *   RunStarted ─▶ verdict ─▶ ┌ batch ─▶ BatchEnded ─▶ requests of people ┐ ─▶ validate ─▶ EpochEnded ─▶ verdict ─▶ ...
 *                            └── [asked for here ─▶ BatchReached ─▶ verdict] ─▶ next batch
 * </pre>
 *
 * The loop waits only for verdicts, and not for long: see {@link Trial}. It does not know what a callback is. A checkpoint is taken
 * where the loop waits, so whoever goes on from it asks the same question again and gets the same verdict.
 */
final class TrainingLoop {
    private static final Duration WHILE_PAUSED = Duration.ofMillis(50);

    private final RunRequested request;
    private final RunSpec spec;
    private final Engine engine;
    private final CheckpointWriter checkpoints;
    private final Reports reports;
    private final Requests requests;
    private final Verdicts verdicts;
    private final Barriers barriers;
    private final Batches batches;
    private final BooleanSupplier shuttingDown;
    private Standing reached;

    TrainingLoop(
            RunRequested request,
            Engine engine,
            Supervisor supervisor,
            CheckpointWriter checkpoints,
            Patience patience,
            BooleanSupplier shuttingDown) {
        this.request = request;
        this.spec = request.spec();
        this.engine = engine;
        this.checkpoints = checkpoints;
        this.reports = new Reports(spec, engine, supervisor);
        this.requests = new Requests(spec, engine, supervisor, checkpoints, reports, this::leaving);
        this.verdicts = new Verdicts(spec, engine, supervisor, reports, requests, patience, this::leaving);
        this.barriers = new Barriers(checkpoints, reports, verdicts);
        this.batches = new Batches(spec, engine, supervisor, checkpoints, reports, requests, verdicts, barriers);
        this.shuttingDown = shuttingDown;
        this.reached = Standing.atStart(request);
    }

    /** Where the run stood when an epoch ended last: what is true of it after an exception. */
    Standing reached() {
        return reached;
    }

    /**
     * Returns where the run stands when no batch is to be trained any more; that is a value, not an exception. Without an ending the
     * run is left to another attempt, which is this trainer's own next one after a trial that is void.
     *
     * @param from what to go on from; empty for the beginning
     */
    Standing train(Optional<Resumption> from) throws InterruptedException, IOException {
        Standing standing = from.isPresent() ? goOn(from.get()) : start();
        reached = standing;
        while (goesOn(standing) && epochsLeft(standing)) {
            standing = epoch(standing);
            reached = standing;
        }
        standing = verdicts.settle(standing);
        if (standing.isVoid()) {
            return standing;
        }
        if (standing.onTrial() || (!standing.ended() && epochsLeft(standing))) {
            return suspended(standing);
        }
        return standing.ending(new Ending(RunStatus.COMPLETED, "all " + spec.epochs() + " epochs were trained"));
    }

    private Standing start() throws InterruptedException, IOException {
        Standing standing = requests.cancelled(Standing.atStart(request));
        if (standing.ended()) {
            return standing;
        }
        engine.setLearningRate(standing.learningRate());
        return barriers.atStart(standing, request.from());
    }

    private Standing goOn(Resumption from) throws InterruptedException, IOException {
        engine.setLearningRate(from.state().standing().learningRate());
        reports.resumed(from);
        Standing standing = barriers.again(from);
        if (from.state().place() == Place.EPOCH_ENDED) {
            return standing;
        }
        standing = requests.answer(standing);
        return isOver(standing) ? endOfEpoch(standing, System.nanoTime()) : standing;
    }

    private Standing epoch(Standing before) throws InterruptedException, IOException {
        if (before.onTrial() && before.paused()) {
            return verdicts.settle(before);
        }
        long start = System.nanoTime();
        Standing standing = before.at(next(before.progress()));
        engine.beginEpoch(standing.epoch());
        while (goesOn(standing) && standing.progress().batch() < engine.stepsPerEpoch()) {
            standing = standing.paused() ? pause(standing) : batches.next(standing);
        }
        return isOver(standing) ? endOfEpoch(standing, start) : standing;
    }

    private boolean goesOn(Standing standing) {
        return !standing.ended() && !standing.isVoid() && !leaving();
    }

    /** Whether the epoch under way has no batch left, so that it is to be validated and ended. */
    private boolean isOver(Standing standing) {
        boolean lastBatch = standing.progress().batch() == engine.stepsPerEpoch();
        boolean open = standing.epoch() >= 0 && !standing.abandoned() && !standing.isVoid();
        return open && (standing.ended() || lastBatch);
    }

    /** The same where an epoch is under way, else the next one's beginning. */
    private Progress next(Progress progress) {
        boolean underWay = progress.epoch() >= 0 && progress.batch() < engine.stepsPerEpoch();
        return underWay ? progress : progress.inEpoch(progress.epoch() + 1);
    }

    private boolean epochsLeft(Standing standing) {
        return next(standing.progress()).epoch() < spec.epochs();
    }

    private boolean leaving() {
        return shuttingDown.getAsBoolean() || checkpoints.superseded();
    }

    /** Leaves a checkpoint here and now for whoever goes on; that of a trial is the one at which it began. */
    private Standing suspended(Standing before) throws IOException {
        if (before.trial().isPresent()) {
            reports.suspended(before.trial().get().before());
            before.trial().get().point().letGo();
            return before;
        }
        Standing standing = before.at(next(before.progress()));
        if (!checkpoints.superseded()) {
            checkpoints.awaitSummaries();
            Point point = checkpoints.here(standing, Place.BETWEEN_BATCHES, reports.suspended(standing), 0);
            point.save();
            point.finish(standing.orders().retain());
        }
        return standing;
    }

    private Standing pause(Standing standing) throws InterruptedException, IOException {
        LockSupport.parkNanos(WHILE_PAUSED.toNanos());
        return requests.answer(standing);
    }

    /** Validates and ends the epoch. The verdict on its last batch may say how to validate; one on an earlier batch may not. */
    private Standing endOfEpoch(Standing last, long start) throws InterruptedException, IOException {
        boolean decidesHere = last.trial().filter(trial -> trial.began(last)).isPresent();
        Standing trained = decidesHere ? verdicts.settle(last) : last;
        if (trained.abandoned() || (decidesHere && trained.onTrial())) {
            return trained;
        }
        Standing standing = verdicts.settle(validated(trained));
        reached = standing;
        return standing.abandoned() || standing.onTrial()
                ? standing
                : barriers.atEpochEnd(standing, (System.nanoTime() - start) / 1e9);
    }

    private Standing validated(Standing trained) {
        // Keras' optimizer.learning_rate is by now that of the next batch.
        Standing standing = batches.scheduled(trained);
        if (!engine.validates()) {
            return standing;
        }
        Metrics validation =
                engine.evaluate(Engine.Split.VALIDATION, trained.orders().evaluateOn());
        return standing.withMetrics(trained.metrics().withPrefixed("val_", validation));
    }
}
