package io.epochal.client.djl;

import ai.djl.translate.TranslateException;
import io.epochal.client.AttachedRun;
import io.epochal.client.RunEnding;
import io.epochal.client.RunEnding.EndStatus;
import io.epochal.client.ServiceException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run between a DJL trainer and the service. DJL tells about a batch before the optimizer's step, and tells nothing after it; so a
 * batch is kept until it is known to be trained, and then the weights are those after its step.
 */
final class DjlRun {
    private record MeasuredBatch(double loss, Map<String, Double> means) {}

    private final AttachedRun run;
    private final EvaluatorMetrics evaluators;
    private final ServiceTracker tracker;
    private @Nullable MeasuredBatch measured;
    private boolean trained;
    private boolean validated;
    private boolean over;

    DjlRun(AttachedRun run, EvaluatorMetrics evaluators, ServiceTracker tracker) {
        this.run = run;
        this.evaluators = evaluators;
        this.tracker = tracker;
    }

    AttachedRun attached() {
        return run;
    }

    /** Whether the end was said: what the trainer does from now on, such as measuring a test set, is no part of the run. */
    boolean isOver() {
        return over;
    }

    /** Whether a batch waits to be known as trained. */
    boolean isUnsettled() {
        return measured != null;
    }

    /** A batch's gradient is computed, and its step comes next. */
    void measure() {
        measured = new MeasuredBatch(evaluators.batchLoss(), evaluators.means());
        trained = true;
    }

    void validated() {
        validated = true;
    }

    /** The batch that was measured is trained by now. */
    void settle() {
        MeasuredBatch batch = measured;
        measured = null;
        if (batch != null) {
            tracker.stepped();
            if (tracker.isScheduled()) {
                run.learningRate(tracker.rate());
            }
            var unused = run.batch(batch.loss(), batch.means());
        }
    }

    /** @throws TrainingStopped where no further batch is to be trained */
    void leaveIfStopped() {
        if (run.stopped()) {
            throw new TrainingStopped(run.ending().map(RunEnding::reason).orElse(""));
        }
    }

    /** An epoch was trained and validated. */
    void epoch() {
        Map<String, Double> metrics = evaluators.ofEpoch(trained, validated);
        trained = false;
        validated = false;
        var unused = run.round(metrics);
    }

    /** Runs training code, and says its end whatever it is. */
    RunEnding watch(TrainingCode code) throws IOException, TranslateException {
        try {
            if (!run.stopped()) {
                code.train();
            }
            settle();
        } catch (TrainingStopped stop) {
            if (!run.stopped()) {
                throw stop;
            }
        } catch (ServiceException e) {
            run.close();
            throw e;
        } catch (IOException | TranslateException | RuntimeException | Error e) {
            measured = null;
            failed(e);
            throw e;
        } finally {
            over = true;
        }
        RunEnding ending = run.end();
        if (ending.status() == EndStatus.FAILED) {
            throw new ServiceException.RunFailed(ending.reason());
        }
        return ending;
    }

    private void failed(Throwable cause) {
        try {
            var unused = run.fail(cause);
        } catch (ServiceException e) {
            cause.addSuppressed(e);
        }
    }

    /** The trainer is closed: says the end, unless that was done. Between two epochs, training is over where their number is not known. */
    void close(boolean knowsEpochs) {
        if (!knowsEpochs && !run.stopped() && run.reached().batch() < 0) {
            run.stop(EndStatus.COMPLETED, "the program has closed its trainer");
        }
        over = true;
        run.close();
    }
}
