/** Keras' optimizers: one class for each, behind {@link io.epochal.trainer.djl.optimizer.WeightOptimizer}. */
@NullMarked
package io.epochal.trainer.djl.optimizer;

import org.jspecify.annotations.NullMarked;
