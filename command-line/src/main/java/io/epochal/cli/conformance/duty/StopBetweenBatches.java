package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.BatchReached;
import java.util.List;

/**
 * A user ends the training within a round: at most one more step, and the end that the command names.
 *
 * @param command StopTraining or CancelRun
 * @param status with which the run has to end
 */
record StopBetweenBatches(Command command, RunStatus status) implements Scenario {
    @Override
    public Move at(Turn turn) {
        if (turn.round() == 0) {
            return Move.GO_ON.askingAfter(turn.step());
        }
        if (turn.isAtBatch() && turn.before().requests().isEmpty()) {
            return Move.GO_ON.requesting(command);
        }
        // Of the round that was left, a program may say the end; more it may not.
        return turn.round() > 1 || turn.before().requests().isEmpty() ? turn.end() : Move.GO_ON;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        BatchReached asked = Questions.batch(whole, findings);
        if (asked == null) {
            return findings.all();
        }
        long most = asked.step() + 1;
        Questions.applied(whole, command, findings);
        findings.expect(
                whole.rounds().size() <= 2, "no further round", whole.rounds().size() - 1 + " rounds after it");
        EndCheck.check(whole, status, findings)
                .ifPresent(end -> findings.expect(
                        end.step() <= most,
                        "TrainingEnded.step at most " + most + ", one more than where "
                                + command.getClass().getSimpleName() + " came",
                        "step " + end.step(),
                        end));
        Steps.endAt(most, whole, findings);
        return findings.all();
    }
}
