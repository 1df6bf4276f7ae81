package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Schedule;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.util.Optional;

/**
 * Trains epoch after epoch, as {@code keras/src/backend/tensorflow/trainer.py} does, until the epochs are over or someone says stop.
 *
 * <pre>
 *   RunStarted ─▶ verdict ─▶ ┌ batch ─▶ BatchEnded ─▶ requests of people ┐ ─▶ validate ─▶ EpochEnded ─▶ verdict ─▶ ...
 *                            └── [asked for here ─▶ BatchReached ─▶ verdict] ─▶ next batch
 * </pre>
 *
 * The loop waits only for verdicts. It does not know what a callback is.
 */
final class TrainingLoop {
    private final RunSpec spec;
    private final Engine engine;
    private final Supervisor supervisor;
    private final CheckpointWriter checkpoints;

    TrainingLoop(RunSpec spec, Engine engine, Supervisor supervisor, CheckpointWriter checkpoints) {
        this.spec = spec;
        this.engine = engine;
        this.supervisor = supervisor;
        this.checkpoints = checkpoints;
    }

    /** Returns where the run stands when no batch is to be trained any more; that is a value, not an exception. */
    Standing train() throws InterruptedException, IOException {
        Standing standing = start();
        for (int epoch = 0; epoch < spec.epochs() && !standing.ended(); epoch++) {
            standing = epoch(standing.at(standing.progress().inEpoch(epoch)));
        }
        return standing.ended()
                ? standing
                : standing.ending(new Ending(RunStatus.COMPLETED, "all " + spec.epochs() + " epochs were trained"));
    }

    private Standing start() throws InterruptedException, IOException {
        Standing standing = Standing.atStart(spec);
        engine.setLearningRate(standing.learningRate());
        Optional<CommandRequest> request = supervisor.nextRequest();
        if (request.isPresent() && request.get().command() instanceof Command.CancelRun cancel) {
            return standing.ending(new Ending(RunStatus.CANCELLED, cancel.reason()));
        }
        long sequence = supervisor.report(stamp -> new RunStarted(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                spec,
                engine.inputShape(),
                engine.stepsPerEpoch(),
                engine.threads(),
                engine.device(),
                spec.callbacks()));
        return obey(supervisor.await(sequence), standing, checkpoints.here(standing));
    }

    private Standing epoch(Standing begun) throws InterruptedException, IOException {
        long start = System.nanoTime();
        engine.beginEpoch(begun.epoch());
        Standing standing = begun;
        while (standing.progress().batch() < engine.stepsPerEpoch() && !standing.ended()) {
            standing = batch(standing);
        }
        return standing.abandoned() ? standing : endOfEpoch(standing, start);
    }

    /** A schedule sets the rate of every batch; commands do when there is none. */
    private Standing scheduled(Standing standing) {
        Schedule schedule = spec.optimizer().rate().schedule();
        if (schedule == null) {
            return standing;
        }
        float rate = schedule.at(standing.step());
        engine.setLearningRate(rate);
        return standing.withLearningRate(rate);
    }

    private Standing batch(Standing begun) throws InterruptedException, IOException {
        long start = System.nanoTime();
        Standing before = scheduled(begun);
        int batch = before.progress().batch();
        Engine.Batch trained = engine.trainBatch(batch, before.step());
        Progress progress = before.progress().after(trained);
        Metrics sofar = progress.means().metrics(spec);
        Standing standing = before.at(progress).withMetrics(sofar);
        supervisor.report(new Supervisor.BatchReport(
                standing.epoch(), batch, standing.step(), trained.meanLoss(), sofar, standing.learningRate()));
        if (standing.orders().records(standing.step())) {
            double seconds = (System.nanoTime() - start) / 1e9;
            supervisor.report(stamp -> new BatchRecorded(
                    stamp.run(),
                    stamp.attempt(),
                    stamp.sequence(),
                    stamp.time(),
                    standing.epoch(),
                    batch,
                    standing.step(),
                    sofar,
                    seconds));
        }
        boolean asked =
                standing.orders().ask().wants(standing.step(), progress.means().meanLoss());
        return answerRequests(asked ? askAt(standing, batch) : standing, batch);
    }

    private Standing askAt(Standing standing, int batch) throws InterruptedException, IOException {
        Point point = checkpoints.here(standing);
        long sequence = supervisor.report(stamp -> new BatchReached(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                spec,
                standing.epoch(),
                batch,
                standing.step(),
                standing.metrics(),
                standing.learningRate(),
                standing.callbacks()));
        return obey(supervisor.await(sequence), standing, point);
    }

    private Standing endOfEpoch(Standing trained, long start) throws InterruptedException, IOException {
        Metrics metrics = engine.validates()
                ? trained.metrics()
                        .withPrefixed(
                                "val_",
                                engine.evaluate(
                                        Engine.Split.VALIDATION,
                                        trained.orders().evaluateOn()))
                : trained.metrics();
        // Keras' optimizer.learning_rate is by now that of the next batch.
        Standing standing = scheduled(trained).withMetrics(metrics);
        boolean last = standing.ended() || standing.epoch() + 1 == spec.epochs();
        Point point = checkpoints.here(standing);
        point.save();
        double seconds = (System.nanoTime() - start) / 1e9;
        long sequence = supervisor.report(stamp -> new EpochEnded(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                spec,
                standing.epoch(),
                standing.step(),
                metrics,
                standing.learningRate(),
                seconds,
                last,
                standing.callbacks()));
        return obey(supervisor.await(sequence), standing, point);
    }

    private Standing obey(Verdict verdict, Standing before, Point point) throws IOException {
        Standing standing = before.carrying(verdict);
        for (Command command : verdict.commands()) {
            standing = new CommandApplier(engine, point, standing).apply(command);
        }
        Standing after = standing;
        supervisor.report(stamp -> new VerdictApplied(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                verdict.answers(),
                after.epoch(),
                after.step(),
                verdict.commands(),
                verdict.reasons(),
                verdict.recordings(),
                after.learningRate()));
        point.finish(after.orders().retain());
        return after;
    }

    private Standing answerRequests(Standing before, int batch) throws IOException {
        Standing standing = before;
        for (Optional<CommandRequest> next = supervisor.nextRequest();
                next.isPresent() && !standing.ended();
                next = supervisor.nextRequest()) {
            standing = answer(next.get(), standing, batch);
        }
        return standing;
    }

    private Standing answer(CommandRequest request, Standing before, int batch) throws IOException {
        Point point = checkpoints.here(before);
        Standing after = new CommandApplier(engine, point, before).apply(request.command());
        if (after.ended()) {
            point.save(new Command.SaveCheckpoint(
                    after.ending().orElseThrow().status().wireName()));
        }
        point.finish(after.orders().retain());
        supervisor.report(stamp -> new CommandApplied(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                request.commandId(),
                request.command(),
                after.epoch(),
                batch,
                "applied"));
        return after;
    }
}
