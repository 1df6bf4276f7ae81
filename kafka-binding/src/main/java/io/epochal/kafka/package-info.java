/** The contract as Kafka has it, for every program that speaks it: services, the command, subscribers of users. */
@NullMarked
package io.epochal.kafka;

import org.jspecify.annotations.NullMarked;
