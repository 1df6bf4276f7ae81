/** Where the rows of a run come from, as a run spec says it, and what was fitted to them. */
@NullMarked
package io.epochal.protocol.data;

import org.jspecify.annotations.NullMarked;
