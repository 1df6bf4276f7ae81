/** The service's line to Kafka. Knows no callback. */
@NullMarked
package io.epochal.callback.messaging;

import org.jspecify.annotations.NullMarked;
