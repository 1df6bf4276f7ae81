package io.epochal.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's records begin and end in the log, for its later attempts: nothing of the run is older. What is stored is only a saving; it may
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
     * @param ended null where no attempt has said all that it had to say, and for what trainers do not publish
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LogStart(String topic, String topicId, int partition, long offset, @Nullable Ended ended) {
        public LogStart(String topic, String topicId, int partition, long offset) {
            this(topic, topicId, partition, offset, null);
        }
    }

    /**
     * The newest attempt that was not killed.
     *
     * @param behind the offset behind its last record
     */
    public record Ended(int attempt, long behind) {}

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
