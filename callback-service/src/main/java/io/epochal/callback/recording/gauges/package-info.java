/** Runs as gauges, for Prometheus: what was measured last, while they train. */
@NullMarked
package io.epochal.callback.recording.gauges;

import org.jspecify.annotations.NullMarked;
