package io.epochal.trainer.run;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.protocol.RunRequested;
import io.epochal.trainer.run.checkpoint.InitialWeights;
import io.epochal.trainer.run.checkpoint.ResumedCheckpoint;
import io.epochal.trainer.run.claim.Claims.Claimed;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.RunState;
import java.io.IOException;
import java.util.Optional;

/**
 * What an attempt begins with.
 *
 * @param afterVoidTrial whether a trial of this trainer's at the same place was void
 * @param from empty for the run's beginning
 */
record AttemptStart(RunRequested request, int attempt, boolean afterVoidTrial, Optional<ResumedCheckpoint> from) {
    static AttemptStart of(RunRequested request, Claimed claimed, boolean afterVoidTrial, Checkpoints checkpoints)
            throws IOException {
        Optional<ResumedCheckpoint> from = claimed.from().isPresent()
                ? Optional.of(ResumedCheckpoint.read(checkpoints, claimed.from().get(), request))
                : Optional.empty();
        return new AttemptStart(request, claimed.attempt(), afterVoidTrial, from);
    }

    /** Where the run is. */
    RunState state() {
        return from.map(resumed -> resumed.saved().state()).orElseGet(() -> RunState.atStart(request));
    }

    /** Gives the engine the tensors that the attempt begins with; fresh ones stay as they are. */
    void restore(Checkpoints checkpoints, Engine engine) throws IOException {
        if (from.isPresent()) {
            from.get().restore(checkpoints, engine);
        } else if (request.from() != null) {
            new InitialWeights(request.from()).restore(checkpoints, engine);
        }
    }
}
