/** The local stack: Kafka and S3 in one JVM, and the services as processes, as in a deployment. */
@NullMarked
package io.epochal.stack;

import org.jspecify.annotations.NullMarked;
