package io.epochal.client;

import com.google.gson.JsonObject;
import io.epochal.client.TrainerCommand.ReplaceCallbacks;
import io.epochal.client.TrainerCommand.SaveCheckpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Obeys what users ask for between two batches, in order, and answers each: applied, or why not. For the training thread. */
final class UserRequests {
    /** How long one call of a paused run is held: less than a process that is told to end waits. */
    private static final Duration HELD = Duration.ofSeconds(2);

    private static final Duration UNTIL_NEXT_TRY = Duration.ofSeconds(1);

    private final RunDialog dialog;
    private final Orders orders;
    private final boolean failsWhenUnreachable;
    private final Duration patience;

    UserRequests(RunDialog dialog, RunOptions options) {
        this.dialog = dialog;
        this.orders = dialog.orders();
        this.failsWhenUnreachable = options.onUnreachable() == OnUnreachable.FAIL;
        this.patience = options.patience();
    }

    /**
     * Obeys what there is, and stays here while the run is paused.
     *
     * @throws ServiceException where the service does not go on with this program
     */
    void obey(Map<String, Double> means) {
        EventLine line = dialog.line();
        if (line == null) {
            return;
        }
        obeyAll(line, means);
        while (orders.waits()) {
            waitForOne(line);
            obeyAll(line, means);
        }
    }

    /** Training is over: nothing is obeyed any more. */
    void refuse(EventLine line) {
        for (JsonObject request = line.requests().poll();
                request != null;
                request = line.requests().poll()) {
            answer(line, request, "rejected: the run has ended");
        }
    }

    private void obeyAll(EventLine line, Map<String, Double> means) {
        ServiceException fault = line.fault();
        if (fault != null) {
            throw fault;
        }
        for (JsonObject request = line.requests().poll();
                request != null;
                request = line.requests().poll()) {
            obey(line, request, means);
        }
    }

    private void obey(EventLine line, JsonObject request, Map<String, Double> means) {
        TrainerCommand command = TrainerCommand.of(request.getAsJsonObject("command"));
        Optional<SavedCheckpoint> saved;
        try {
            saved = effect(command, request, means);
        } catch (ServiceException e) {
            throw e;
        } catch (CommandRefusedException | IOException | RuntimeException e) {
            // A program that fails at what a user wants trains on.
            answer(line, request, "rejected: " + JsonValues.line(e.getMessage()));
            return;
        }
        answer(line, request, "applied");
        if (command instanceof SaveCheckpoint save && saved.isPresent()) {
            dialog.saved(save.name(), saved.get());
        }
    }

    private Optional<SavedCheckpoint> effect(TrainerCommand command, JsonObject request, Map<String, Double> means)
            throws CommandRefusedException, IOException {
        if (command instanceof ReplaceCallbacks wanted) {
            replace(wanted, request, means);
            return Optional.empty();
        }
        if (command instanceof TrainerCommand.FailRun
                || command instanceof TrainerCommand.RestoreWeights
                || command instanceof TrainerCommand.RecordBatches
                || command instanceof TrainerCommand.SaveEvery) {
            throw new CommandRefusedException("only a callback may say it");
        }
        return dialog.obedience().apply(command);
    }

    /**
     * Asks for other callbacks, as a user wants.
     *
     * @throws CommandRefusedException with the service's reason
     */
    private void replace(ReplaceCallbacks wanted, JsonObject request, Map<String, Double> means)
            throws CommandRefusedException {
        if (dialog.isBehind()) {
            throw new CommandRefusedException("what came before it is not decided yet");
        }
        JsonObject replacement = new JsonObject();
        replacement.add("command_id", request.get("command_id"));
        replacement.add("callbacks", wanted.callbacks());
        RunQuestion question = dialog.batchReached(means);
        question.own().add("replacement", replacement);
        RunVerdict verdict = dialog.decide(question, patience);
        if (!verdict.decided() || verdict.refusal() != null) {
            throw new CommandRefusedException(
                    verdict.refusal() == null ? "the service is unreachable" : verdict.refusal());
        }
    }

    private void answer(EventLine line, JsonObject request, String outcome) {
        line.say("CommandApplied", EventFields.commandApplied(request, dialog.reached(), outcome));
        dialog.wake();
    }

    private void waitForOne(EventLine line) {
        dialog.beat(line);
        try {
            if (dialog.isBehind()) {
                var unused = dialog.catchUp(Duration.ZERO);
            } else {
                line.flush(Duration.ZERO, HELD);
            }
        } catch (ServiceException.Unreachable e) {
            if (failsWhenUnreachable) {
                throw e;
            }
            LockSupport.parkNanos(UNTIL_NEXT_TRY.toNanos());
            // An interrupted thread does not park: the next call says so.
        }
    }
}
