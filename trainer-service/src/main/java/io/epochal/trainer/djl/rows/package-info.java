/** Rows on their way to the device, batch by batch, in the order of the epoch. */
@NullMarked
package io.epochal.trainer.djl.rows;

import org.jspecify.annotations.NullMarked;
