/** {@code GET /runs/{run}/events}: a run's events as server-sent events. */
@NullMarked
package io.epochal.callback.api.events;

import org.jspecify.annotations.NullMarked;
