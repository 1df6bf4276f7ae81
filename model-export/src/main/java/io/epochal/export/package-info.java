/** A checkpoint as files of other tools: Keras' own, safetensors. */
@NullMarked
package io.epochal.export;

import org.jspecify.annotations.NullMarked;
