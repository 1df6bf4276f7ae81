package io.epochal.chaos.outcome;

import java.time.Instant;

/**
 * The trainer that had the run was killed.
 *
 * @param attempts how often the run had been claimed until then
 */
public record TrainerDeath(Instant time, int attempts) {}
