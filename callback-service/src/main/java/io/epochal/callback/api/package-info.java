/** For those who cannot speak Kafka: a run's events as server-sent events, and commands as JSON. Knows no Kafka, only ports. */
@NullMarked
package io.epochal.callback.api;

import org.jspecify.annotations.NullMarked;
