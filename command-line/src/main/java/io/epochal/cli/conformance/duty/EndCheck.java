package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.SaidEvent;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import io.epochal.cli.conformance.Transport;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.TrainingEnded;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run ends with TrainingEnded and RunEnded, of one status, and nothing after it. A trainer that takes runs from the queue asks nothing
 * at the end: its last question is that of the last round.
 */
final class EndCheck {
    private EndCheck() {}

    /** @param status null for any but completed */
    static Optional<TrainingEnded> check(Transcript whole, @Nullable RunStatus status, Findings findings) {
        List<TrainingEnded> asked = whole.said(TrainingEnded.class);
        List<RunEnded> ended = whole.said(RunEnded.class);
        boolean asks = whole.transport() != Transport.QUEUE;
        findings.expect(
                asked.size() == (asks ? 1 : 0),
                asks ? "one TrainingEnded" : "no TrainingEnded, since params have no asks_at_end",
                asked.size() + " of them: " + findings.types());
        findings.expect(ended.size() == 1, "one RunEnded", ended.size() + " of them: " + findings.types());
        for (TrainingEnded one : asked) {
            if (status == null) {
                findings.expect(
                        one.status() != RunStatus.COMPLETED,
                        "TrainingEnded.status cancelled, failed or stopped_early",
                        "status completed",
                        one);
            } else {
                findings.same(
                        "TrainingEnded.status", status.wireName(), one.status().wireName(), one);
            }
            ended.forEach(end -> findings.same(
                    "RunEnded.status as TrainingEnded has it,",
                    one.status().wireName(),
                    end.status().wireName(),
                    end));
        }
        ended.forEach(end -> status(status, end, findings));
        ended.stream().findFirst().ifPresent(end -> last(whole, end, findings));
        return asked.stream().findFirst();
    }

    private static void status(@Nullable RunStatus status, RunEnded end, Findings findings) {
        String seen = end.status().wireName();
        boolean right = status == null ? end.status() != RunStatus.COMPLETED : end.status() == status;
        findings.expect(
                right,
                "RunEnded.status " + (status == null ? "cancelled, failed or stopped_early" : status.wireName()),
                "RunEnded.status " + seen,
                end);
    }

    private static void last(Transcript whole, RunEnded end, Findings findings) {
        List<SaidEvent> said = whole.said();
        findings.expect(
                said.get(said.size() - 1).event().equals(end), "RunEnded as the last event", findings.types(), end);
        int number = whole.exchangeOf(end).map(Exchange::number).orElse(0);
        List<Exchange> after = whole.exchanges().stream()
                .filter(exchange -> exchange.number() > number
                        && exchange.call() instanceof TrainerCall.Events events
                        // Batches are on a topic of their own, between which and the events there is no order.
                        && (whole.transport() == Transport.HTTP
                                || !events.said().isEmpty()))
                .toList();
        findings.expect(after.isEmpty(), "no call after RunEnded", after.size() + " more", after);
    }
}
