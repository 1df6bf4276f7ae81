/** The run itself: taking it from the queue, its loop, its checkpoints. Knows neither Kafka nor DJL nor MinIO, only ports. */
@NullMarked
package io.epochal.trainer.run;

import org.jspecify.annotations.NullMarked;
