package io.epochal.trainer.run.barrier;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunStatus;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.state.RunState;
import io.epochal.trainer.run.state.Termination;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/** Where the user's commands arrive. None is handed out that the run has answered already. */
public final class CommandInbox {
    private final Supervisor supervisor;
    private final Deque<CommandRequest> returned = new ArrayDeque<>();

    public CommandInbox(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** The next one, if it is due where the run is; see {@link Supervisor#nextRequest}. */
    Optional<CommandRequest> next(RunState now) {
        return unanswered(() -> take(now), now);
    }

    /** Whether there is a next one; it stays here. */
    boolean hasNext(RunState now) {
        Optional<CommandRequest> next = next(now);
        next.ifPresent(this::putBack);
        return next.isPresent();
    }

    private Optional<CommandRequest> take(RunState now) {
        return returned.isEmpty()
                ? supervisor.nextRequest(now.epoch(), now.lastBatch())
                : Optional.of(returned.remove());
    }

    /** The next cancellation; the other commands stay where they are. */
    public Optional<CommandRequest> nextCancellation(RunState now) {
        return unanswered(supervisor::nextCancellation, now);
    }

    private static Optional<CommandRequest> unanswered(Supplier<Optional<CommandRequest>> source, RunState now) {
        Optional<CommandRequest> next = source.get();
        while (next.isPresent() && now.answered().contains(next.get().commandId())) {
            next = source.get();
        }
        return next;
    }

    /** It is the next one, before all others. */
    void putBack(CommandRequest request) {
        returned.addFirst(request);
    }

    /** What this cancellation makes of a run. */
    public static Termination cancelled(CommandRequest cancellation) {
        String reason = cancellation.command() instanceof Command.CancelRun cancel ? cancel.reason() : "";
        return new Termination(RunStatus.CANCELLED, reason);
    }
}
