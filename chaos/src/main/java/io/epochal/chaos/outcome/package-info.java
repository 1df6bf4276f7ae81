/** The result of a run, and whether it is that of the run without faults: values, no I/O. */
@NullMarked
package io.epochal.chaos.outcome;

import org.jspecify.annotations.NullMarked;
