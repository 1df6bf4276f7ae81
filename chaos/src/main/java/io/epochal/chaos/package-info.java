/** Injects faults into a run and compares its result with that of a run without faults. */
@NullMarked
package io.epochal.chaos;

import org.jspecify.annotations.NullMarked;
