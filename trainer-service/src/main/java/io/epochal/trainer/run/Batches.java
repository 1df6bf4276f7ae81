package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Schedule;
import io.epochal.trainer.run.TrainingState.Place;
import java.io.IOException;

/** One batch after the other: trains it, reports it, looks for a verdict that is late, asks where asking was ordered, keeps what is due. */
record Batches(
        RunSpec spec,
        Engine engine,
        Supervisor supervisor,
        CheckpointWriter checkpoints,
        Reports reports,
        Requests requests,
        Verdicts verdicts,
        Barriers barriers) {
    Standing next(Standing begun) throws InterruptedException, IOException {
        long start = System.nanoTime();
        Standing before = scheduled(begun);
        int batch = before.progress().batch();
        Engine.Batch trained = engine.trainBatch(batch, before.step());
        Progress progress = before.progress().after(trained);
        Standing standing = before.at(progress).withMetrics(progress.means().metrics(spec));
        supervisor.report(new Supervisor.BatchReport(
                standing.epoch(),
                batch,
                standing.step(),
                trained.meanLoss(),
                standing.metrics(),
                standing.learningRate()));
        double seconds = (System.nanoTime() - start) / 1e9;
        // A trial ends with its epoch, and the verdict may have wanted to be asked at this very batch.
        boolean last = progress.batch() == engine.stepsPerEpoch();
        Standing looked = recorded(last ? verdicts.settle(standing) : verdicts.look(standing), batch, seconds);
        boolean asked = !looked.onTrial()
                && !looked.ended()
                && looked.orders().ask().wants(looked.step(), progress.means().meanLoss());
        return saved(requests.answer(asked ? barriers.atBatch(looked) : looked));
    }

    /** With the rate of the next batch. A schedule sets the rate of every batch; commands do when there is none. */
    Standing scheduled(Standing standing) {
        Schedule schedule = spec.optimizer().rate().schedule();
        if (schedule == null) {
            return standing;
        }
        float rate = schedule.at(standing.step());
        engine.setLearningRate(rate);
        return standing.withLearningRate(rate);
    }

    private Standing saved(Standing standing) throws IOException {
        Command.SaveEvery every = standing.orders().saveEvery();
        boolean certain = !standing.onTrial() && !standing.ended();
        if (every != null && certain && checkpoints.due(every.seconds())) {
            checkpoints.awaitSummaries();
            Point point = checkpoints.here(standing, Place.BETWEEN_BATCHES, reports.taken(standing), 0);
            point.save(new Command.SaveCheckpoint(every.name()));
            point.finish(standing.orders().retain());
        }
        return standing;
    }

    private Standing recorded(Standing standing, int batch, double seconds) {
        if (standing.ended() || standing.isVoid() || !standing.orders().records(standing.step())) {
            return standing;
        }
        if (standing.trial().isPresent()) {
            return standing.on(
                    standing.trial().map(trial -> trial.withUnsaid(() -> reports.recorded(standing, batch, seconds))));
        }
        reports.recorded(standing, batch, seconds);
        return standing;
    }
}
