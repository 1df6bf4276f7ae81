package io.epochal.trainer.run.state;

import io.epochal.protocol.RunStatus;

/** That a run trains no further batch, how that counts, and why. */
public record Termination(RunStatus status, String reason) {
    /** Whether the epoch under way is left as it is: nothing is validated, tested or asked any more. */
    public boolean abandonsEpoch() {
        return status == RunStatus.CANCELLED || status == RunStatus.FAILED;
    }
}
