/** Traces through Kafka: spans for what a service sends and handles, and the records' headers that join them. Knows no training. */
@NullMarked
package io.epochal.tracing;

import org.jspecify.annotations.NullMarked;
