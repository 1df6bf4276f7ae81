/** Between two batches: barrier events, the verdicts on them, the user's commands, and how each command is applied and reported. */
@NullMarked
package io.epochal.trainer.run.barrier;

import org.jspecify.annotations.NullMarked;
