package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.cli.conformance.Transport;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunSuspended;
import java.time.Duration;
import java.util.List;

/** Ctrl-C, while the program waits for the verdict on its second round, ends the run in the log as well, or gives it back to the queue. */
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
        if (whole.transport() == Transport.QUEUE) {
            suspended(whole, findings);
        } else {
            EndCheck.check(whole, null, findings);
        }
        return findings.all();
    }

    /** A trainer that takes runs from the queue gives this one back, for another trainer. */
    private static void suspended(Transcript whole, Findings findings) {
        findings.expect(
                whole.said(RunSuspended.class).size() == 1,
                "one RunSuspended, with the run back in the queue",
                findings.types());
        findings.expect(whole.said(RunEnded.class).isEmpty(), "no RunEnded", findings.types());
    }
}
