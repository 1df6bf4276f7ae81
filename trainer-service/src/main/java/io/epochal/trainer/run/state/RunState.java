package io.epochal.trainer.run.state;

import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is true of a run between two batches, apart from its tensors: what a checkpoint stores. Replaced, never changed.
 *
 * @param learningRate of the next batch, in 32 bits, as Keras stores it
 * @param metrics of the epoch so far, or of the last one that ended
 * @param callbacks as the next barrier event carries them
 * @param restored which weights were restored last; null for none
 * @param termination why no further batch is trained; null while the run continues
 * @param answered ids of the commands that have been answered
 * @param paused whether to train no further batch for now
 */
public record RunState(
        TrainingPosition position,
        float learningRate,
        Metrics metrics,
        List<Map<String, Object>> callbacks,
        Directives directives,
        Command.@Nullable RestoreWeights restored,
        @Nullable Termination termination,
        List<String> answered,
        boolean paused) {
    /** Nothing has been trained or asked yet. */
    public static RunState atStart(RunRequested request) {
        RunRequested.TakenBack revoked = request.takenBack();
        return new RunState(
                TrainingPosition.START,
                (float) request.spec().optimizer().learningRate(),
                Metrics.NONE,
                request.spec().callbacks(),
                Directives.NONE,
                null,
                null,
                revoked == null ? List.of() : revoked.requests(),
                false);
    }

    public int epoch() {
        return position.epoch();
    }

    public long step() {
        return position.step();
    }

    /** Index within its epoch of the batch that was trained last; -1 for none. */
    public int lastBatch() {
        return position.batch() - 1;
    }

    /** Whether the epoch under way is to be validated and ended: behind its last batch, or behind a stop in order. */
    public boolean isEpochOver(int stepsPerEpoch) {
        if (epoch() < 0) {
            return false;
        }
        return termination == null ? position.batch() == stepsPerEpoch : !termination.abandonsEpoch();
    }

    public RunState at(TrainingPosition next) {
        return new RunState(
                next, learningRate, metrics, callbacks, directives, restored, termination, answered, paused);
    }

    public RunState withMetrics(Metrics soFar) {
        return new RunState(
                position, learningRate, soFar, callbacks, directives, restored, termination, answered, paused);
    }

    public RunState withLearningRate(float rate) {
        return new RunState(position, rate, metrics, callbacks, directives, restored, termination, answered, paused);
    }

    public RunState with(Directives next) {
        return new RunState(position, learningRate, metrics, callbacks, next, restored, termination, answered, paused);
    }

    public RunState withRestored(Command.RestoreWeights from) {
        return new RunState(
                position, learningRate, metrics, callbacks, directives, from, termination, answered, paused);
    }

    /** The command of this id has been answered. */
    public RunState answering(String commandId) {
        List<String> all =
                Stream.concat(answered.stream(), Stream.of(commandId)).toList();
        return new RunState(position, learningRate, metrics, callbacks, directives, restored, termination, all, paused);
    }

    public RunState paused(boolean now) {
        return new RunState(
                position, learningRate, metrics, callbacks, directives, restored, termination, answered, now);
    }

    /** Of two terminations the first one counts. */
    public RunState terminated(Termination how) {
        Termination first = termination == null ? how : termination;
        return new RunState(position, learningRate, metrics, callbacks, directives, restored, first, answered, paused);
    }

    /** The user has revoked the run's end: it is neither terminated nor paused, and those commands stay answered. */
    public RunState revoked(List<String> commandIds) {
        List<String> all =
                Stream.concat(answered.stream(), commandIds.stream()).distinct().toList();
        return new RunState(position, learningRate, metrics, callbacks, directives, restored, null, all, false);
    }

    /** With the callbacks as the verdict leaves them; its commands are applied one by one. */
    public RunState carrying(Verdict verdict) {
        Directives next = directives.with(Set.copyOf(verdict.retain()), verdict.ask());
        return new RunState(
                position, learningRate, metrics, verdict.callbacks(), next, restored, termination, answered, paused);
    }

    /** With other callbacks: the directives of the earlier ones end with them. */
    public RunState replacing(Verdict verdict) {
        RunState next = carrying(verdict);
        return next.with(Directives.NONE.with(
                next.directives().retain(), next.directives().ask()));
    }

    /** What was trained up to here, with all that the late verdict has decided about an earlier position. */
    public RunState decidedAs(RunState decided) {
        return decided.at(position).withMetrics(metrics);
    }
}
