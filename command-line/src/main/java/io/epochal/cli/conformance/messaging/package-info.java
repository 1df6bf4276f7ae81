/** The topics of a scenario, in a Kafka of their own. */
@NullMarked
package io.epochal.cli.conformance.messaging;

import org.jspecify.annotations.NullMarked;
