package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.SameJson;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import java.util.List;

/**
 * On the topics: a question whose verdict is lost comes again as it was, the first one and the second round's; and a broker that was
 * away for a moment, with the first round's verdict still to come, is no reason to end.
 */
final class LostVerdicts implements Scenario {
    @Override
    public Move at(Turn turn) {
        if (turn.isAttach() || turn.round() == 1) {
            return Move.GO_ON.on(Move.Line.LOST);
        }
        return turn.round() == 0 ? Move.GO_ON.after(Move.Blow.CUT_LINE) : turn.end();
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        List<Exchange> questions = whole.questions();
        long lost = questions.stream().filter(LostVerdicts::isLost).count();
        findings.expect(lost > 1, "the first event and two rounds", findings.types());
        for (int i = 0; i < questions.size(); i++) {
            if (isLost(questions.get(i))) {
                repeated(questions.subList(i, Math.min(i + 2, questions.size())), findings);
            }
        }
        RetryDuty.eachRoundOnce(whole, findings);
        EchoCheck.check(whole, findings);
        return findings.all();
    }

    private static boolean isLost(Exchange exchange) {
        return exchange.reply().move().line() == Move.Line.LOST;
    }

    private static void repeated(List<Exchange> both, Findings findings) {
        boolean same = both.size() == 2
                && SameJson.same(both.get(0).call().body(), both.get(1).call().body());
        findings.expect(
                same,
                "the very same event again after the verdict on call "
                        + both.get(0).number() + " was lost",
                both.size() == 2 ? "another question" : "no further question",
                both);
    }
}
