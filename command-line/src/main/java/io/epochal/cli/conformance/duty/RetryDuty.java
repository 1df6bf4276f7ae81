package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.SameJson;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A call that got no answer comes again as it was: the attachment and the second round, whose answers are lost; the first round, which
 * the service has not taken; and the third, for which it had no time.
 */
final class RetryDuty implements Scenario {
    @Override
    public Move at(Turn turn) {
        if (turn.isAttach()) {
            return Move.GO_ON.on(Move.Line.LOST);
        }
        List<Exchange> exchanges = turn.before().exchanges();
        boolean again = !exchanges.isEmpty() && isFault(exchanges.get(exchanges.size() - 1));
        return switch (turn.round()) {
            case -1 -> Move.GO_ON;
            case 0 -> again ? Move.GO_ON : Move.GO_ON.on(Move.Line.CUT);
            case 1 -> Move.GO_ON.on(Move.Line.LOST);
            default ->
                again ? turn.end() : Move.GO_ON.answering(503, "verdict-overdue", "no decider has answered in time");
        };
    }

    private static boolean isFault(Exchange exchange) {
        Move move = exchange.reply().move();
        return move.line() != Move.Line.ANSWERED || move.problem() != null;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        List<Exchange> all = whole.exchanges();
        long faults = all.stream().filter(RetryDuty::isFault).count();
        findings.expect(faults > 3, "an attachment and three rounds", findings.types());
        for (int i = 0; i < all.size(); i++) {
            if (isFault(all.get(i))) {
                repeated(all.get(i), i + 1 < all.size() ? all.subList(i, i + 2) : List.of(all.get(i)), findings);
            }
        }
        eachRoundOnce(whole, findings);
        long attempts = whole.attaches().stream()
                .map(exchange ->
                        ((TrainerCall.Attach) exchange.call()).trainer().attachId())
                .distinct()
                .count();
        findings.expect(attempts == 1, "one attach_id, also in the repeat", attempts + " of them", whole.attaches());
        return findings.all();
    }

    static void eachRoundOnce(Transcript whole, Findings findings) {
        Set<Integer> epochs = new HashSet<>();
        for (EpochEnded round : whole.rounds()) {
            findings.expect(epochs.add(round.epoch()), "each round once", "round " + round.epoch() + " again", round);
        }
    }

    private static void repeated(Exchange fault, List<Exchange> both, Findings findings) {
        String what = fault.reply().move().problem() != null ? "answered with 503" : "cut off";
        Exchange next = both.get(both.size() - 1);
        boolean same = both.size() == 2
                && next.request().equals(fault.request())
                && SameJson.same(next.call().body(), fault.call().body());
        findings.expect(
                same,
                "the very same call again after call " + fault.number() + " was " + what,
                both.size() == 2 ? "another call" : "no further call",
                both);
    }
}
