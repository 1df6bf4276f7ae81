/** The contract between the services: what is published on each topic, and how it is written. Knows no Kafka and no framework. */
@NullMarked
package io.epochal.protocol;

import org.jspecify.annotations.NullMarked;
