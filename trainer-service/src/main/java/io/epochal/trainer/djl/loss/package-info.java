/** Keras' losses on DJL: a batch's values, differentiable, and their one number. */
@NullMarked
package io.epochal.trainer.djl.loss;

import org.jspecify.annotations.NullMarked;
