package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.ScriptedService;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What several scenarios need: the question within a round, and the answer to a user's request. */
final class Questions {
    private Questions() {}

    /** The first question at a batch; null where there was none, which is a finding. */
    static @Nullable BatchReached batch(Transcript whole, Findings findings) {
        List<BatchReached> asked = whole.said(BatchReached.class);
        findings.expect(
                !asked.isEmpty(),
                "BatchReached after the step that the first round's verdict asks for",
                findings.types());
        return asked.isEmpty() ? null : asked.get(0);
    }

    /** The answer to the request with this command; empty where there is none, which is a finding. */
    static Optional<CommandApplied> answer(Transcript whole, Command command, Findings findings) {
        Optional<CommandRequest> request = whole.requests().stream()
                .filter(one -> one.command().equals(command))
                .findFirst();
        if (request.isEmpty()) {
            findings.expect(false, "a call that takes " + command + " along", findings.types());
            return Optional.empty();
        }
        String id = request.get().commandId();
        Optional<CommandApplied> answer = whole.answerTo(request.get());
        long answers = whole.said(CommandApplied.class).stream()
                .filter(one -> one.commandId().equals(id))
                .count();
        findings.expect(
                answers == 1,
                "one CommandApplied with command_id " + id + ", the answer to " + command,
                answers + " of them, among " + findings.types());
        answer.ifPresent(one -> {
            findings.same("CommandApplied.requested_by", ScriptedService.USER, one.requestedBy(), one);
            findings.same("CommandApplied.command", command, one.command(), one);
        });
        return answer;
    }

    /** As {@link #answer}, and it is that the command has taken effect. */
    static Optional<CommandApplied> applied(Transcript whole, Command command, Findings findings) {
        Optional<CommandApplied> answer = answer(whole, command, findings);
        answer.ifPresent(one ->
                findings.same("CommandApplied.outcome", "applied", one.outcome().text(), one));
        return answer;
    }
}
