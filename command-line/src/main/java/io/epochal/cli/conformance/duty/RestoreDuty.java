package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.cli.conformance.Transport;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.TrainingEnded;
import java.util.List;

/** The weights of a round that the verdicts retained are put back where the verdict on the end of training says so. */
final class RestoreDuty implements Scenario {
    @Override
    public Move at(Turn turn) {
        List<EpochEnded> before = turn.before().rounds();
        boolean ends =
                turn.call().barrier().filter(TrainingEnded.class::isInstance).isPresent();
        if (ends && !before.isEmpty()) {
            int first = before.get(0).epoch();
            return Move.GO_ON.commanding(new Command.RestoreWeights(first)).retaining(first);
        }
        if (turn.round() == 0) {
            return turn.call()
                    .barrier()
                    .map(barrier -> Move.GO_ON.retaining(((EpochEnded) barrier).epoch()))
                    .orElse(Move.GO_ON);
        }
        if (before.isEmpty()) {
            return turn.end();
        }
        int first = before.get(0).epoch();
        if (turn.round() > 0 && turn.before().transport() == Transport.QUEUE) {
            // Its last question is that of the last round, and so its verdict has what callbacks want at the end.
            Command stop = new Command.StopTraining("the conformance kit restores weights");
            return Move.GO_ON
                    .commanding(stop, new Command.RestoreWeights(first))
                    .retaining(first);
        }
        return turn.end().retaining(first);
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        EchoCheck.check(whole, findings);
        List<EpochEnded> rounds = whole.rounds();
        findings.expect(rounds.size() > 1, "two rounds", findings.types());
        findings.event(RunEnded.class, " after the verdict with RestoreWeights", end -> true)
                .ifPresent(end -> {
                    if (!rounds.isEmpty()) {
                        findings.same(
                                "RunEnded.restored_epoch, which RestoreWeights named,",
                                rounds.get(0).epoch(),
                                end.restoredEpoch(),
                                end);
                    }
                });
        return findings.all();
    }
}
