package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import java.util.List;

/** A program whose callbacks are refused trains nothing, and does not try again. */
final class RefusedAttach implements Scenario {
    @Override
    public Move at(Turn turn) {
        return turn.isAttach()
                ? Move.GO_ON.answering(422, "not-a-request", "callbacks[0].patience must be 0 or more; found -1")
                : turn.end();
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        List<Exchange> after = whole.exchanges()
                .subList(
                        Math.min(1, whole.exchanges().size()), whole.exchanges().size());
        return new Findings(whole)
                .expect(
                        after.isEmpty(),
                        "no call after a POST /runs that was refused with 422",
                        after.size() + " more",
                        after)
                .all();
    }
}
