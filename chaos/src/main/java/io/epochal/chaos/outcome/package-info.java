/** What a run came to, and whether that is what it would have come to: values, no I/O. */
@NullMarked
package io.epochal.chaos.outcome;

import org.jspecify.annotations.NullMarked;
