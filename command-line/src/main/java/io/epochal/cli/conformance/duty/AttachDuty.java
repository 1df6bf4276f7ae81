package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import java.util.List;

/** A program says what it is and what it can do, and that once. What is wrong in the call itself, its answer says. */
final class AttachDuty implements Scenario {
    @Override
    public Move at(Turn turn) {
        return turn.end();
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        List<Exchange> attaches = whole.exchanges().stream()
                .filter(exchange -> exchange.call() instanceof TrainerCall.Attach)
                .toList();
        findings.expect(
                attaches.size() == 1, "one " + whole.transport().attachment(), attaches.size() + " of them", attaches);
        whole.firstAttach()
                .ifPresent(attach -> findings.expect(
                        attach.params().epochs() == null || attach.params().epochs() > 3,
                        "a program of at least 4 rounds, since the scenarios last that long",
                        "params.epochs " + attach.params().epochs(),
                        attaches));
        findings.expect(!whole.rounds().isEmpty(), "a round, which ends with EpochEnded", findings.types());
        return findings.all();
    }
}
