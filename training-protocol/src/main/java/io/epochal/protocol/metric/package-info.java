/** Keras' metrics as values, and the names that they have in a run's history. */
@NullMarked
package io.epochal.protocol.metric;

import org.jspecify.annotations.NullMarked;
