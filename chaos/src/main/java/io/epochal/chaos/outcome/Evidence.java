package io.epochal.chaos.outcome;

import java.util.List;

/**
 * Everything that a run leaves behind.
 *
 * @param complaints what no run may leave behind, such as dead letters or a service that does not come up again
 */
public record Evidence(RunTrace story, Batches batches, Stored stored, Recorded recorded, List<String> complaints) {}
