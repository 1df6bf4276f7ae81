package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import java.util.List;

/**
 * On the topics, a program sees on {@code training.events} that another one has attached to its run: it stops, and says nothing more,
 * although its question has no verdict.
 */
final class TopicFence implements Scenario {
    @Override
    public Move at(Turn turn) {
        return turn.round() > 0 ? Move.GO_ON.on(Move.Line.LOST).after(Move.Blow.SUPERSEDE) : Move.GO_ON;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        List<Exchange> since = whole.since(Move.Blow.SUPERSEDE);
        findings.expect(!since.isEmpty(), "two rounds", findings.types());
        List<Exchange> after = since.stream()
                .skip(1)
                .filter(exchange -> !(exchange.call() instanceof TrainerCall.Events events)
                        || !events.said().isEmpty())
                .toList();
        findings.expect(
                after.isEmpty(),
                "no event after another program has attached to the run",
                after.size() + " more",
                after);
        return findings.all();
    }
}
