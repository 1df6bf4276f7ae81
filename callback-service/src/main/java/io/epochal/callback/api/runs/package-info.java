/** The run in a path: whether its id is valid and the run is known. */
@NullMarked
package io.epochal.callback.api.runs;

import org.jspecify.annotations.NullMarked;
