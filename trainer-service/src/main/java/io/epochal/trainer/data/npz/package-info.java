/** NumPy's files of arrays. */
@NullMarked
package io.epochal.trainer.data.npz;

import org.jspecify.annotations.NullMarked;
