package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.util.List;

/** A program that trains all of its rounds says which is the last, and that the run is complete. */
record EndDuty(int rounds) implements Scenario {
    @Override
    public Move at(Turn turn) {
        return turn.round() >= rounds ? turn.end() : Move.GO_ON;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        List<EpochEnded> trained = whole.rounds();
        findings.expect(
                trained.size() == rounds, rounds + " rounds, as params.epochs says", trained.size() + " rounds");
        trained.forEach(round -> findings.same(
                "EpochEnded.last of round " + round.epoch(), round.epoch() == rounds - 1, round.last(), round));
        EndCheck.check(whole, RunStatus.COMPLETED, findings);
        whole.said(RunEnded.class).forEach(end -> findings.same("RunEnded.epochs_run", rounds, end.epochsRun(), end));
        return findings.all();
    }
}
