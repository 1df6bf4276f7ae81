/** Keras' metrics on DJL: a few numbers a batch, added up over an epoch. */
@NullMarked
package io.epochal.trainer.djl.metric;

import org.jspecify.annotations.NullMarked;
