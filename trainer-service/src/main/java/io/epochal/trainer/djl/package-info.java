/** The engine: Keras layers on DJL and PyTorch. The only place that knows {@code ai.djl}. */
@NullMarked
package io.epochal.trainer.djl;

import org.jspecify.annotations.NullMarked;
