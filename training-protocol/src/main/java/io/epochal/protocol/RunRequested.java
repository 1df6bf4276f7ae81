package io.epochal.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to train, on {@link Topic#RUNS}; whichever trainer is free takes it.
 *
 * @param from another run's weights to begin with; null for fresh ones
 * @param takenBack the end that is revoked, after which the run is to be resumed; null for a run that has not ended
 * @param requestedBy who asks; null in records of earlier versions, and where nobody was asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRequested(
        String run,
        Instant time,
        RunSpec spec,
        @Nullable WarmStart from,
        @Nullable TakenBack takenBack,
        @Nullable String requestedBy)
        implements Message {
    /** A new run, with fresh weights. */
    public RunRequested(String run, Instant time, RunSpec spec) {
        this(run, time, spec, null, null);
    }

    /** A request of which it is not known who sent it. */
    public RunRequested(
            String run, Instant time, RunSpec spec, @Nullable WarmStart from, @Nullable TakenBack takenBack) {
        this(run, time, spec, from, takenBack, null);
    }

    /**
     * Where a run's first weights come from. They are stored among its own models under the name {@link #NAME} before it is requested, so
     * that nothing which happens to the other run changes them.
     *
     * @param run the other one
     * @param checkpoint the key of its checkpoint
     */
    public record WarmStart(String run, String checkpoint) {
        /** Of the weights in the new run. */
        public static final String NAME = "start";
    }

    /**
     * That a run is resumed although it has ended: its end is revoked.
     *
     * @param attempt the one that ended
     * @param requests ids of the users' requests that ended it; they are not applied again
     */
    public record TakenBack(int attempt, List<String> requests) {
        public TakenBack {
            requests = MessageCheck.copy("requests", requests);
        }
    }

    @Override
    public String id() {
        return takenBack == null ? run : run + "/" + takenBack.attempt();
    }
}
