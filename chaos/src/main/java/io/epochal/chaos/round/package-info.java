/** Runs rounds: injects the faults, collects the evidence, and reports. */
@NullMarked
package io.epochal.chaos.round;

import org.jspecify.annotations.NullMarked;
