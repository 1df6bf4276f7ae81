package io.epochal.chaos.plan;

import java.time.Duration;

/**
 * How far the run of a round has come.
 *
 * @param elapsed since the request to train was sent
 * @param step the highest that was published; 0 before the first
 */
public record RoundProgress(Duration elapsed, long step) {}
