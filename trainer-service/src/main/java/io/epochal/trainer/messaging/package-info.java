/** The trainer's connection to Kafka: the queue of runs, the event log, verdicts and requests. Knows nothing of training. */
@NullMarked
package io.epochal.trainer.messaging;

import org.jspecify.annotations.NullMarked;
