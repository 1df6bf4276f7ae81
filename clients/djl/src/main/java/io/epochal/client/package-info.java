/** A training program's side of the callback service, over HTTP: {@code docs/trainers.md} is the contract. Knows no DJL. */
@NullMarked
package io.epochal.client;

import org.jspecify.annotations.NullMarked;
