/** What every part of the engine does with tensors in the same way. */
@NullMarked
package io.epochal.trainer.djl.tensor;

import org.jspecify.annotations.NullMarked;
