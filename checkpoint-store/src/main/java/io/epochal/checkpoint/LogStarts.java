package io.epochal.checkpoint;

import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Where a run's records begin in the log, for its later attempts: nothing of the run is older. What is stored is only a saving; it may
 * be missing, as for runs of earlier versions.
 *
 * <pre>
 *   runs/RUN/log-starts.json
 * </pre>
 */
public final class LogStarts {
    private final ObjectStore store;
    private final String key;

    public LogStarts(ObjectStore store, String run) {
        this.store = store;
        this.key = RunKeys.prefix(run) + "log-starts.json";
    }

    /**
     * One partition.
     *
     * @param topicId the broker's; another one where the topic was deleted and created again, and then the offset means nothing
     * @param offset of the run's first record, or of an earlier one
     */
    public record LogStart(String topic, String topicId, int partition, long offset) {}

    private record Stored(List<LogStart> starts) {}

    /** Empty when there are none. */
    public List<LogStart> read() throws IOException {
        Optional<InputStream> found = store.get(key);
        if (found.isEmpty()) {
            return List.of();
        }
        try (InputStream in = found.get()) {
            return List.copyOf(Wire.JSON.readValue(in, Stored.class).starts());
        }
    }

    public void write(List<LogStart> starts) throws IOException {
        store.put(key, Content.of(Wire.JSON.writeValueAsBytes(new Stored(starts))));
    }
}
