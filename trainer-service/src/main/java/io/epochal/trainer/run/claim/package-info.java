/** Which trainer has which run: claims, heartbeats, and the runs that have not ended. */
@NullMarked
package io.epochal.trainer.run.claim;

import org.jspecify.annotations.NullMarked;
