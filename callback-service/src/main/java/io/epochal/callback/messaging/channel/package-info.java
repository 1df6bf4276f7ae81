/** Reads a topic in a consumer group, so that each record leads to what it must, at least once. */
@NullMarked
package io.epochal.callback.messaging.channel;

import org.jspecify.annotations.NullMarked;
