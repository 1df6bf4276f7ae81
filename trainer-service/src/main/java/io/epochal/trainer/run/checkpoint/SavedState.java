package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.CheckpointId;
import io.epochal.protocol.RevokedEnds;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.RunState;

/**
 * What a checkpoint holds beside the tensors: where the run was, and all that a resumed run needs to train the same bits. How it is
 * written is {@link StateFile}'s.
 *
 * @param attempt that saved it
 * @param sequence of the event at which it was saved; a resumed run publishes that one and what followed anew
 * @param seconds that the epoch took, at an epoch's end; else 0
 * @param engine that trained it
 */
public record SavedState(
        RunSpec spec,
        int attempt,
        long sequence,
        ResumePoint point,
        double seconds,
        RunState state,
        Engine.Facts engine) {
    CheckpointId id() {
        return new CheckpointId(state.epoch(), attempt, state.step(), point == ResumePoint.EPOCH_ENDED);
    }

    /** Neither terminated nor paused, where the user has revoked this attempt's end. */
    SavedState revoked(RunRequested.TakenBack end) {
        return new RevokedEnds(end.attempt()).includes(attempt)
                ? new SavedState(spec, attempt, sequence, point, seconds, state.revoked(end.requests()), engine)
                : this;
    }
}
