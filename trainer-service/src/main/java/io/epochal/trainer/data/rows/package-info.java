/** Rows of numbers, wherever they come from: read by number, in any order, by any thread. */
@NullMarked
package io.epochal.trainer.data.rows;

import org.jspecify.annotations.NullMarked;
