/** Who asks, what they may do and for which runs, as values: no clock, no I/O and no framework. */
@NullMarked
package io.epochal.callback.guard;

import org.jspecify.annotations.NullMarked;
