package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import java.time.Duration;
import java.util.List;

/** Ctrl-C, while the program waits for the verdict on its second round, ends the run in the log as well. */
final class InterruptDuty implements Scenario {
    private static final Duration HOLD = Duration.ofMillis(800);
    /** What a program may train until it notices. */
    private static final int MOST_ROUNDS = 50;

    @Override
    public Move at(Turn turn) {
        if (turn.round() == 1) {
            return Move.GO_ON.after(Move.Blow.INTERRUPT).held(HOLD);
        }
        return turn.round() > MOST_ROUNDS ? turn.end() : Move.GO_ON;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        findings.expect(whole.rounds().size() > 1, "two rounds", findings.types());
        EndCheck.check(whole, null, findings);
        return findings.all();
    }
}
