/** A trained model put to use without a run: measured on rows, or asked for predictions. A program of its own, without Kafka or S3. */
@NullMarked
package io.epochal.trainer.offline;

import org.jspecify.annotations.NullMarked;
