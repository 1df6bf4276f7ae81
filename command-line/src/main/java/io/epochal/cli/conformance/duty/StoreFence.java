package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.SaidEvent;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A trainer that takes runs from the queue looks at the claims in the store before it stores anything. When another one has claimed the
 * next attempt, it may say one more round, since only then it looks; it stores nothing of that and does not end the run.
 */
final class StoreFence implements Scenario {
    /** In which a checkpoint that is stored beside the training has met the claim. */
    private static final Duration HOLD = Duration.ofSeconds(2);

    @Override
    public Move at(Turn turn) {
        if (turn.round() > 1) {
            return Move.GO_ON.held(HOLD);
        }
        return turn.round() == 1 ? Move.GO_ON.after(Move.Blow.SUPERSEDE) : Move.GO_ON;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        List<Exchange> since = whole.since(Move.Blow.SUPERSEDE);
        findings.expect(!since.isEmpty(), "two rounds", findings.types());
        if (since.isEmpty()) {
            return findings.all();
        }
        long claimed = whole.rounds().get(1).step();
        List<TrainingEvent> after = since.stream()
                .skip(1)
                .flatMap(exchange -> said(exchange.call()))
                .toList();
        long rounds = after.stream().filter(EpochEnded.class::isInstance).count();
        findings.expect(
                rounds < 2, "one more round at most after another trainer has claimed the run", rounds + " more");
        for (TrainingEvent event : after) {
            findings.expect(
                    !(event instanceof RunEnded), "no RunEnded of a run that another trainer has", "RunEnded", event);
            findings.expect(
                    !(event instanceof CheckpointSaved saved) || saved.step() <= claimed,
                    "no CheckpointSaved after step " + claimed + ", where another trainer has claimed the run",
                    "CheckpointSaved",
                    event);
        }
        findings.expect(
                whole.attaches().size() == 1, "one attempt", whole.attaches().size() + " of them");
        return findings.all();
    }

    private static Stream<TrainingEvent> said(TrainerCall call) {
        return call instanceof TrainerCall.Events events
                ? events.said().stream().map(SaidEvent::event)
                : Stream.empty();
    }
}
