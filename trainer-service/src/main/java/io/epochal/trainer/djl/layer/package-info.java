/** Keras' layers at work on DJL's tensors: one operation for each layer of {@link io.epochal.protocol.model.LayerTable}. */
@NullMarked
package io.epochal.trainer.djl.layer;

import org.jspecify.annotations.NullMarked;
