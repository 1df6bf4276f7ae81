/** Checkpoints in an object store: written in two phases, verified when read, and kept no longer than they are needed. */
@NullMarked
package io.epochal.checkpoint;

import org.jspecify.annotations.NullMarked;
