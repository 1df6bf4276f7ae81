/** The trainer's line to Kafka: the queue of runs, the event log, and what is said to a run. Knows nothing of training. */
@NullMarked
package io.epochal.trainer.messaging;

import org.jspecify.annotations.NullMarked;
