package io.epochal.trainer.run;

import io.epochal.trainer.run.barrier.OpenTrials;
import io.epochal.trainer.run.barrier.Reports;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.RunningMeans;
import io.epochal.trainer.run.state.TrainingPosition;
import io.epochal.trainer.run.state.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;

/**
 * Trains batches, and publishes what each gave, one by one and in order. Where the device computes beside this thread, what several gave
 * is read in one copy: by the interval, or where somebody has to know it. Until then a state has the position of its last batch, and
 * means and metrics of the last one that was read.
 */
final class BatchTraining {
    private final Engine engine;
    private final Optional<Engine.Ahead> ahead;
    private final MetricsInterval interval;
    private final ScheduledRate learningRate;
    private final Supervisor supervisor;
    private final Reports reports;
    private final OpenTrials open;
    /** Behind each batch that is not read yet. */
    private final List<RunState> unread = new ArrayList<>();

    private List<Engine.Batch> known = List.of();
    private long since;

    BatchTraining(
            Engine engine,
            MetricsInterval interval,
            ScheduledRate learningRate,
            Supervisor supervisor,
            Reports reports,
            OpenTrials open) {
        this.engine = engine;
        this.ahead = engine.ahead();
        this.interval = interval;
        this.learningRate = learningRate;
        this.supervisor = supervisor;
        this.reports = reports;
        this.open = open;
    }

    /** Trains the next batch, which is unread then. Where that fails, what the batches before it gave is published all the same. */
    RunState train(RunState before) throws IOException {
        if (unread.isEmpty()) {
            since = System.nanoTime();
        }
        RunState now = learningRate.scheduled(before);
        try {
            train(now.position());
        } catch (IOException | RuntimeException e) {
            readBehind(before, e);
            throw e;
        }
        RunState trained = now.at(now.position().ahead());
        unread.add(trained);
        return trained;
    }

    private void train(TrainingPosition at) throws IOException {
        if (ahead.isPresent()) {
            ahead.get().trainBatch(at.batch(), at.step());
        } else {
            known = List.of(engine.trainBatch(at.batch(), at.step(), at.means().metrics()));
        }
    }

    private void readBehind(RunState last, Exception failure) {
        try {
            var unused = read(last);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Whether what is unread is to be read now, though nobody else has to know it. */
    boolean isDue() {
        return ahead.isEmpty()
                || interval.isOver(unread.size(), System.nanoTime() - since)
                || ahead.get().isFull();
    }

    /** The state with all that its batches gave; publishes what is unread. */
    RunState read(RunState now) {
        return read(now, this::recorded);
    }

    /** As {@link #read}; what a trial may not publish yet waits for its verdict. */
    RunState readOnTrial(RunState now, Trial trial) {
        return read(now, (state, seconds) -> open.defer(trial, () -> recorded(state, seconds)));
    }

    private void recorded(RunState state, double seconds) {
        var unused = reports.batchRecorded(state, seconds);
    }

    /** @param recorder takes the states behind those batches that are to be recorded, and the seconds of one batch */
    private RunState read(RunState now, ObjDoubleConsumer<RunState> recorder) {
        if (unread.isEmpty()) {
            return now;
        }
        List<RunState> states = List.copyOf(unread);
        unread.clear();
        RunningMeans means = now.position().means();
        List<Engine.Batch> given = ahead.isPresent() ? ahead.get().read(means.metrics()) : known;
        // Of batches that are read together only the sum is known.
        double seconds = (System.nanoTime() - since) / 1e9 / states.size();
        RunState last = now;
        for (int i = 0; i < states.size(); i++) {
            Engine.Batch batch = given.get(i);
            last = with(states.get(i), last.position().means(), batch);
            publish(last, batch);
            if (last.directives().records(last.step())) {
                recorder.accept(last, seconds);
            }
        }
        return last;
    }

    private RunState with(RunState state, RunningMeans before, Engine.Batch batch) {
        RunningMeans means = before.with(batch.samples(), batch.meanLoss(), batch.counted());
        return state.at(state.position().with(means)).withMetrics(engine.metrics(means.meanLoss(), means.metrics()));
    }

    private void publish(RunState state, Engine.Batch batch) {
        supervisor.report(new Supervisor.BatchReport(
                state.epoch(),
                state.lastBatch(),
                state.step(),
                batch.meanLoss(),
                state.metrics(),
                state.learningRate()));
    }
}
