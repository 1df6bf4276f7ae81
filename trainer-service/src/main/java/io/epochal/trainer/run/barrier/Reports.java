package io.epochal.trainer.run.barrier;

import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import io.epochal.protocol.TrainingParams;
import io.epochal.trainer.run.checkpoint.ResumedCheckpoint;
import io.epochal.trainer.run.checkpoint.SavedState;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.TrainingPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Publishes where a run is. Each method returns the sequence that its event was given. */
public record Reports(RunSpec spec, Engine engine, Supervisor supervisor) {
    /** @param from whose weights the run begins with; null for fresh ones */
    long started(RunRequested.@Nullable WarmStart from) {
        List<List<Integer>> inputs = engine.facts().inputShapes();
        return supervisor.report(stamp -> new RunStarted(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                spec,
                inputs.get(0),
                inputs,
                engine.stepsPerEpoch(),
                engine.facts().threads(),
                engine.facts().device(),
                spec.callbacks(),
                from,
                engine.hardware().orElse(null)));
    }

    public long resumed(ResumedCheckpoint from) {
        SavedState saved = from.saved();
        TrainingPosition position = saved.state().position();
        return supervisor.report(stamp -> new RunResumed(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                spec,
                position.epoch(),
                position.batch(),
                position.step(),
                saved.attempt(),
                saved.sequence(),
                from.checkpoint().key(),
                engine.stepsPerEpoch(),
                engine.facts().threads(),
                engine.facts().device(),
                engine.hardware().orElse(null)));
    }

    public long suspended(RunState state) {
        return supervisor.report(stamp -> new RunSuspended(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                state.epoch(),
                state.position().batch(),
                state.step()));
    }

    public long checkpointTaken(RunState state) {
        return supervisor.report(stamp -> new CheckpointTaken(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                state.epoch(),
                state.position().batch(),
                state.step()));
    }

    /** @param seconds that the batch took */
    public long batchRecorded(RunState state, double seconds) {
        return supervisor.report(stamp -> new BatchRecorded(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                state.epoch(),
                state.lastBatch(),
                state.step(),
                state.metrics(),
                seconds));
    }

    /** @param replacement the callbacks that the user wants instead; null where a verdict has asked for this event */
    long batchReached(RunState state, TrainingEvent.@Nullable Replacement replacement) {
        return supervisor.report(stamp -> new BatchReached(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                TrainingParams.of(spec),
                state.epoch(),
                state.lastBatch(),
                state.step(),
                state.metrics(),
                state.learningRate(),
                state.callbacks(),
                replacement));
    }

    long epochEnded(RunState state, double seconds) {
        boolean last = state.termination() != null || state.epoch() + 1 == spec.epochs();
        return supervisor.report(stamp -> new EpochEnded(
                stamp.run(),
                stamp.attempt(),
                stamp.sequence(),
                stamp.time(),
                TrainingParams.of(spec),
                state.epoch(),
                state.step(),
                state.metrics(),
                state.learningRate(),
                seconds,
                last,
                state.callbacks()));
    }
}
