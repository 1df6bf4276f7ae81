/** Keras' losses as values: read from a run spec or out of a compiled model's configuration. */
@NullMarked
package io.epochal.protocol.loss;

import org.jspecify.annotations.NullMarked;
