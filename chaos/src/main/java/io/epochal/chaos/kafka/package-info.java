/** What is read from and sent to Kafka; the only package that knows it. */
@NullMarked
package io.epochal.chaos.kafka;

import org.jspecify.annotations.NullMarked;
