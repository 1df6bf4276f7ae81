package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands between two batches. Replaced, never changed.
 *
 * @param metrics of the epoch so far, or of the last one that ended
 * @param restored which weights were put back last
 * @param answered ids of the requests that have been answered
 * @param paused whether to train no further batch for now
 * @param trial there while the verdict on the last barrier event is missing
 */
record Standing(
        Progress progress,
        float learningRate,
        Metrics metrics,
        List<Map<String, Object>> callbacks,
        Orders orders,
        Command.@Nullable RestoreWeights restored,
        Optional<Ending> ending,
        List<String> answered,
        boolean paused,
        Optional<Trial> trial) {

    static Standing atStart(RunRequested request) {
        RunSpec spec = request.spec();
        RunRequested.TakenBack takenBack = request.takenBack();
        float rate = (float) spec.optimizer().learningRate();
        return new Standing(
                Progress.NONE,
                rate,
                Metrics.NONE,
                spec.callbacks(),
                Orders.NONE,
                null,
                Optional.empty(),
                takenBack == null ? List.of() : takenBack.requests(),
                false,
                Optional.empty());
    }

    int epoch() {
        return progress.epoch();
    }

    long step() {
        return progress.step();
    }

    boolean ended() {
        return ending.isPresent();
    }

    /** Whether it ended in a way after which nothing is validated or tested any more. */
    boolean abandoned() {
        return ending.filter(how -> how.status() == RunStatus.CANCELLED || how.status() == RunStatus.FAILED)
                .isPresent();
    }

    Standing at(Progress next) {
        return new Standing(next, learningRate, metrics, callbacks, orders, restored, ending, answered, paused, trial);
    }

    Standing withMetrics(Metrics sofar) {
        return new Standing(
                progress, learningRate, sofar, callbacks, orders, restored, ending, answered, paused, trial);
    }

    Standing withLearningRate(float rate) {
        return new Standing(progress, rate, metrics, callbacks, orders, restored, ending, answered, paused, trial);
    }

    Standing under(Orders next) {
        return new Standing(
                progress, learningRate, metrics, callbacks, next, restored, ending, answered, paused, trial);
    }

    Standing withRestored(Command.RestoreWeights from) {
        return new Standing(progress, learningRate, metrics, callbacks, orders, from, ending, answered, paused, trial);
    }

    Standing answering(String commandId) {
        List<String> all =
                Stream.concat(answered.stream(), Stream.of(commandId)).toList();
        return new Standing(progress, learningRate, metrics, callbacks, orders, restored, ending, all, paused, trial);
    }

    Standing paused(boolean now) {
        return new Standing(progress, learningRate, metrics, callbacks, orders, restored, ending, answered, now, trial);
    }

    /** The first ending counts. */
    Standing ending(Ending how) {
        Optional<Ending> first = ending.isPresent() ? ending : Optional.of(how);
        return new Standing(
                progress, learningRate, metrics, callbacks, orders, restored, first, answered, paused, trial);
    }

    Standing on(Optional<Trial> next) {
        return new Standing(
                progress, learningRate, metrics, callbacks, orders, restored, ending, answered, paused, next);
    }

    boolean onTrial() {
        return trial.isPresent();
    }

    /** Whether the trial that it is on has turned out to be wrong. */
    boolean isVoid() {
        return trial.filter(Trial::isVoid).isPresent();
    }

    /** What the trial has trained, with what the verdict has made of the place at which it began. */
    Standing after(Standing decided) {
        return new Standing(
                progress,
                decided.learningRate,
                metrics,
                decided.callbacks,
                decided.orders,
                decided.restored,
                decided.ending,
                decided.answered,
                decided.paused,
                Optional.empty());
    }

    /** With other callbacks: what the earlier ones have ordered ends with them. */
    Standing replacing(Verdict verdict) {
        Standing next = carrying(verdict);
        return next.under(Orders.NONE.with(next.orders().retain(), next.orders().ask()));
    }

    /** With the callbacks as the verdict leaves them; its commands are applied one by one. */
    Standing carrying(Verdict verdict) {
        Orders next = orders.with(Set.copyOf(verdict.retain()), verdict.ask());
        return new Standing(
                progress, learningRate, metrics, verdict.callbacks(), next, restored, ending, answered, paused, trial);
    }
}
