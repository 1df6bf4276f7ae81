package io.epochal.trainer.run;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Ends a run that is not trained: says so, and answers who had asked for it to be cancelled. */
record Farewell(Supervisor supervisor) {
    private static final Logger LOG = Logger.getLogger(Farewell.class);

    /** Nobody will train it. */
    void fail(Standing standing, String reason) {
        Optional<CommandRequest> cancel = cancellation(standing);
        cancel.ifPresent(request -> answer(request, standing, CommandOutcome.APPLIED));
        Ended ended = cancel.isPresent()
                ? new Ended(
                        standing,
                        new Ending(RunStatus.CANCELLED, words(cancel.get()) + "; " + reason),
                        Metrics.NONE,
                        null)
                : Ended.failed(standing, reason);
        LOG.errorf("%s: %s", ended.how().status().wireName(), ended.how().reason());
        supervisor.report(ended::event);
    }

    /** It has failed by itself, so that nothing is left to be cancelled. */
    void refuseCancellations(Standing standing) {
        for (Optional<CommandRequest> next = cancellation(standing); next.isPresent(); next = cancellation(standing)) {
            answer(next.get(), standing, new CommandOutcome.Rejected("the run has failed"));
        }
    }

    private Optional<CommandRequest> cancellation(Standing standing) {
        Optional<CommandRequest> next = supervisor.nextCancellation();
        while (next.isPresent() && standing.answered().contains(next.get().commandId())) {
            next = supervisor.nextCancellation();
        }
        return next;
    }

    private static String words(CommandRequest request) {
        return request.command() instanceof Command.CancelRun cancel ? cancel.reason() : "cancelled";
    }

    private void answer(CommandRequest request, Standing standing, CommandOutcome outcome) {
        var unused = Reports.answer(supervisor, request, standing, outcome);
    }
}
