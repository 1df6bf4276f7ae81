package io.epochal.chaos.outcome;

import java.util.List;

/**
 * What a run left behind.
 *
 * @param failures what no run may leave behind, such as dead letters or a service that does not recover
 */
public record Evidence(
        RunTrace trace,
        BatchTranscript batches,
        StoredObjects stored,
        RecordedOutput recorded,
        List<String> failures) {}
