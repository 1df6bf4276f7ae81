/** The files that a run names, on this machine: fetched from the object store once, verified, and kept within a bound. */
@NullMarked
package io.epochal.trainer.input;

import org.jspecify.annotations.NullMarked;
