/** A program beside the stack: it knows Kafka and the contract, and nothing else. */
@NullMarked
package io.epochal.example.outside;

import org.jspecify.annotations.NullMarked;
