package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.SameJson;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.cli.conformance.Transport;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.TrainingEnded;
import java.time.Duration;
import java.util.List;

/**
 * Each round is asked about once, a batch where the verdict wanted it, and nothing is trained before the answer: after the second round
 * that takes its time, and stops.
 */
final class BarrierDuty implements Scenario {
    private static final Duration HOLD = Duration.ofMillis(800);

    @Override
    public Move at(Turn turn) {
        return switch (turn.round()) {
            case -1 -> Move.GO_ON;
            case 0 -> Move.GO_ON.askingAfter(turn.step());
            default -> turn.end().held(HOLD);
        };
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        rounds(whole, findings);
        batches(whole, findings);
        calls(whole, findings);
        EchoCheck.check(whole, findings);
        return findings.all();
    }

    private static void rounds(Transcript whole, Findings findings) {
        int epoch = whole.firstAttach()
                .flatMap(attach -> attach.resumption().map(TrainingEvent.Resumption::epoch))
                .orElse(0);
        long step = 0;
        for (EpochEnded round : whole.rounds()) {
            findings.same("EpochEnded.epoch", epoch, round.epoch(), round);
            findings.expect(round.step() > step, "EpochEnded.step greater than " + step, "step " + round.step(), round);
            epoch = round.epoch() + 1;
            step = round.step();
        }
        findings.expect(whole.rounds().size() > 1, "two rounds", findings.types());
        long last = step;
        whole.said(TrainingEnded.class)
                .forEach(end ->
                        findings.same("after the verdict that stops: TrainingEnded.step", last, end.step(), end));
        Steps.endAt(last, whole, findings);
    }

    private static void batches(Transcript whole, Findings findings) {
        List<BatchReached> asked = whole.said(BatchReached.class);
        if (whole.rounds().isEmpty()) {
            return;
        }
        long wanted = whole.rounds().get(0).step() + 1;
        findings.expect(
                asked.size() == 1,
                "one BatchReached, at step " + wanted + " as the verdict's ask wanted it",
                asked.size() + " of them");
        asked.forEach(
                one -> findings.expect(one.step() >= wanted, "BatchReached.step " + wanted, "step " + one.step(), one));
    }

    private static void calls(Transcript whole, Findings findings) {
        // On the topics a trainer may say other things while it waits, such as that a checkpoint is stored.
        List<Exchange> all = whole.transport() == Transport.HTTP ? whole.exchanges() : whole.questions();
        for (int i = 1; i < all.size(); i++) {
            boolean again = SameJson.same(
                    all.get(i - 1).call().body(), all.get(i).call().body());
            findings.expect(
                    (again && whole.transport() != Transport.HTTP)
                            || all.get(i).begun().compareTo(all.get(i - 1).ended()) >= 0,
                    "one call at a time",
                    "call " + all.get(i).number() + " before call "
                            + all.get(i - 1).number() + " was answered",
                    all.subList(i - 1, i + 1));
        }
    }
}
