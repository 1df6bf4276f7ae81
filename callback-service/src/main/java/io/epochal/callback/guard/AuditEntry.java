package io.epochal.callback.guard;

import java.time.Instant;

/**
 * One thing that somebody asked of this service.
 *
 * @param what such as {@code SetLearningRate} with its value, or that a token was made
 * @param run empty for what is about none
 * @param answer empty while there is none
 */
public record AuditEntry(Instant time, String by, String what, String run, String answer) {}
