package io.epochal.trainer.run;

import io.epochal.protocol.RunStatus;

/** That a run trains no further batch, how that counts, and why. */
record Ending(RunStatus status, String reason) {}
