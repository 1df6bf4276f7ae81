/** Tensors as safetensors files, tensor by tensor between a stream and native memory. */
@NullMarked
package io.epochal.trainer.djl.safetensors;

import org.jspecify.annotations.NullMarked;
