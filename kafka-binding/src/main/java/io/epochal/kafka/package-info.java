/** The contract as Kafka has it, for every program that speaks it: services, the command, other people's subscribers. */
@NullMarked
package io.epochal.kafka;

import org.jspecify.annotations.NullMarked;
