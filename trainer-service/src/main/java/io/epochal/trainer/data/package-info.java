/** The rows of a run: read from files, split as Keras splits them. */
@NullMarked
package io.epochal.trainer.data;

import org.jspecify.annotations.NullMarked;
