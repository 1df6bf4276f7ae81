/** The infrastructure of a laptop: Kafka and S3 in one JVM, and the services started as they are deployed elsewhere. */
@NullMarked
package io.epochal.stack;

import org.jspecify.annotations.NullMarked;
