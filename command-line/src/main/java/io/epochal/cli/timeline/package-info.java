/** Reads and follows the log of runs, and publishes to it; the only package that knows Kafka. */
@NullMarked
package io.epochal.cli.timeline;

import org.jspecify.annotations.NullMarked;
