package io.epochal.protocol;

import java.time.Instant;

/**
 * A command that a user or another service sends; applied at the next batch boundary and answered by {@link
 * TrainingEvent.CommandApplied}.
 *
 * @param commandId chosen by the sender; the same id twice is applied once
 * @param requestedBy who, for the log
 */
public record CommandRequest(String run, Instant time, String commandId, String requestedBy, Command command)
        implements ControlMessage {
    @Override
    public String id() {
        return run + "/commands/" + commandId;
    }
}
