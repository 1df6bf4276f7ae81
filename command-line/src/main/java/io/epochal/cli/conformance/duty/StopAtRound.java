package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.TrainingEnded;
import java.util.List;
import java.util.Optional;

/**
 * A verdict on the second round ends the training there.
 *
 * @param command StopTraining or FailRun
 * @param status with which the run has to end
 */
record StopAtRound(Command command, RunStatus status) implements Scenario {
    @Override
    public Move at(Turn turn) {
        return turn.round() > 0 ? Move.GO_ON.commanding(command) : Move.GO_ON;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        String name = command.getClass().getSimpleName();
        List<EpochEnded> rounds = whole.rounds();
        findings.expect(
                rounds.size() == 2, "no round after the second, whose verdict has " + name, rounds.size() + " rounds");
        Optional<TrainingEnded> ended = EndCheck.check(whole, status, findings);
        if (rounds.size() > 1) {
            long last = rounds.get(1).step();
            ended.ifPresent(end -> findings.same("after " + name + " TrainingEnded.step", last, end.step(), end));
            Steps.endAt(last, whole, findings);
        }
        return findings.all();
    }
}
