package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import java.util.List;

/** A program whose run has a newer attempt stops, and says nothing more. That it exits is checked of every program. */
final class FenceDuty implements Scenario {
    @Override
    public Move at(Turn turn) {
        return turn.round() > 0
                ? Move.GO_ON.answering(409, "superseded", "the run has attempt 2; attempt 1 must stop")
                : Move.GO_ON;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        List<Exchange> after = whole.exchanges().stream()
                .dropWhile(exchange -> exchange.reply().status() != 409)
                .toList();
        findings.expect(!after.isEmpty(), "two rounds", findings.types());
        findings.expect(after.size() < 2, "no call after the answer 409 superseded", after.size() - 1 + " more", after);
        return findings.all();
    }
}
