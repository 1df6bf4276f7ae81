/**
 * Keras' optimizers and learning rates: what all optimizers have in common, one record for the arguments of each, and schedules.
 */
@NullMarked
package io.epochal.protocol.optimizer;

import org.jspecify.annotations.NullMarked;
