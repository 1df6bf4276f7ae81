package io.epochal.trainer.messaging;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Requests to one run that wait for their batch, in the log's order. Added to by one thread, taken from by another. */
final class PendingCommands {
    private final AnsweredCommands answered;
    private final Queue<CommandRequest> waiting = new ConcurrentLinkedQueue<>();
    private final Set<String> seen = new HashSet<>();

    PendingCommands(AnsweredCommands answered) {
        this.answered = answered;
    }

    /** A repeat changes nothing. */
    void add(CommandRequest request) {
        if (seen.add(request.commandId())) {
            waiting.add(request);
        }
    }

    /** One that is not due yet holds back those behind it, so that no resume overtakes its pause. */
    Optional<CommandRequest> next(int epoch, int batch) {
        CommandRequest next = waiting.peek();
        return next != null && answered.due(next.commandId(), epoch, batch)
                ? Optional.ofNullable(waiting.poll())
                : Optional.empty();
    }

    /** The first cancellation that no attempt has answered; it overtakes the others. */
    Optional<CommandRequest> nextCancellation() {
        Optional<CommandRequest> cancellation = waiting.stream()
                .filter(request -> request.command() instanceof Command.CancelRun
                        && answered.due(request.commandId(), AnsweredCommands.QUEUED, AnsweredCommands.QUEUED))
                .findFirst();
        cancellation.ifPresent(waiting::remove);
        return cancellation;
    }
}
