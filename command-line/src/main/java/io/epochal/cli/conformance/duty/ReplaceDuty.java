package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import java.util.List;
import java.util.Map;

/** Other callbacks that a user wants are a question, whose verdict has them as they are merged. */
final class ReplaceDuty implements Scenario {
    private static final Command.ReplaceCallbacks REPLACE =
            new Command.ReplaceCallbacks(List.of(Map.of("type", "TerminateOnNaN")));

    @Override
    public Move at(Turn turn) {
        if (turn.round() == 0) {
            return Move.GO_ON.askingAfter(turn.step());
        }
        if (turn.isAtBatch()) {
            return turn.before().requests().isEmpty() ? Move.GO_ON.requesting(REPLACE) : Move.GO_ON;
        }
        return turn.round() > 1 ? turn.end() : Move.GO_ON;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        if (Questions.batch(whole, findings) == null) {
            return findings.all();
        }
        Questions.applied(whole, REPLACE, findings).ifPresent(answer -> asked(answer, findings));
        EchoCheck.check(whole, findings);
        return findings.all();
    }

    private static void asked(CommandApplied answer, Findings findings) {
        findings.event(
                        BatchReached.class,
                        " with replacement.command_id " + answer.commandId(),
                        one -> one.replacement() != null
                                && one.replacement().commandId().equals(answer.commandId()))
                .ifPresent(question -> findings.same(
                                "BatchReached.replacement.callbacks",
                                REPLACE.callbacks(),
                                question.replacement() == null
                                        ? null
                                        : question.replacement().callbacks(),
                                question)
                        .expect(
                                question.sequence() < answer.sequence(),
                                "CommandApplied after the question's verdict",
                                "CommandApplied before it",
                                answer));
    }
}
