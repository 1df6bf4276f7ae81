/** The REST interface, for programs without a Kafka client: a run's events as server-sent events, and commands as JSON. */
@NullMarked
package io.epochal.callback.api;

import org.jspecify.annotations.NullMarked;
