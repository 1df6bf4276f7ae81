package io.epochal.chaos.outcome;

import java.util.List;

/**
 * Everything that a run leaves behind.
 *
 * @param complaints what no run may leave behind, such as dead letters or a service that does not come up again
 */
public record Evidence(
        RoundTranscript story,
        BatchTranscript batches,
        StoredObjects stored,
        RecordedOutput recorded,
        List<String> complaints) {}
