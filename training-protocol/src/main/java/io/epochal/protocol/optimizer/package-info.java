/** The arguments of Keras' optimizers: one record for each. What all have in common is in {@link io.epochal.protocol.Optimizer}. */
@NullMarked
package io.epochal.protocol.optimizer;

import org.jspecify.annotations.NullMarked;
