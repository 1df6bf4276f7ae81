/** A model's graph at work: its weights, and the way of a batch through its layers. */
@NullMarked
package io.epochal.trainer.djl.network;

import org.jspecify.annotations.NullMarked;
