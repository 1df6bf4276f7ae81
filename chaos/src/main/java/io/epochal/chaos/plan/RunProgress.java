package io.epochal.chaos.plan;

import java.time.Duration;

/**
 * How far a run has come.
 *
 * @param elapsed since the request to train was sent
 * @param step the highest that was published; 0 before the first
 */
public record RunProgress(Duration elapsed, long step) {}
