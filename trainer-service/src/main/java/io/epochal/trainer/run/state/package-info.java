/** What is true of a run between two batches: values only. No I/O, no clock, no logger, no other room. */
@NullMarked
package io.epochal.trainer.run.state;

import org.jspecify.annotations.NullMarked;
