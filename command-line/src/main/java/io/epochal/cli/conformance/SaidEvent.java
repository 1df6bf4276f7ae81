package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.protocol.TrainingEvent;

/**
 * An event that a trainer has said.
 *
 * @param json as it came
 */
public record SaidEvent(JsonNode json, TrainingEvent event) {}
