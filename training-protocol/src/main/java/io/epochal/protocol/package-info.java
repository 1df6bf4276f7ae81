/** The contract between the services: what is said on each topic, and how it is written down. Knows no Kafka and no framework. */
@NullMarked
package io.epochal.protocol;

import org.jspecify.annotations.NullMarked;
