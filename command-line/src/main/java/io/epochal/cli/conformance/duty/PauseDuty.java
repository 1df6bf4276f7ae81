package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Nothing is trained from a user's PauseTraining to ResumeTraining, and both are answered. */
final class PauseDuty implements Scenario {
    private static final Command PAUSE = new Command.PauseTraining();
    private static final Command RESUME = new Command.ResumeTraining();
    private static final Duration PAUSED = Duration.ofMillis(1500);

    @Override
    public Move at(Turn turn) {
        if (turn.round() == 0) {
            return Move.GO_ON.askingAfter(turn.step());
        }
        return turn.isAtBatch() && turn.before().requests().isEmpty() ? Move.GO_ON.requesting(PAUSE) : turn.end();
    }

    @Override
    public List<Command> meanwhile(Transcript before, Duration now) {
        boolean asked = before.requests().stream().anyMatch(one -> one.command().equals(RESUME));
        return !asked
                        && paused(before)
                                .filter(at -> now.compareTo(at.begun().plus(PAUSED)) >= 0)
                                .isPresent()
                ? List.of(RESUME)
                : List.of();
    }

    /** The exchange in which the trainer said that it pauses. */
    private static Optional<Exchange> paused(Transcript before) {
        return before.requests().stream()
                .filter(request -> request.command().equals(PAUSE))
                .findFirst()
                .flatMap(before::answerTo)
                .flatMap(before::exchangeOf);
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        BatchReached asked = Questions.batch(whole, findings);
        if (asked == null || Questions.applied(whole, PAUSE, findings).isEmpty()) {
            return findings.all();
        }
        long most = asked.step() + 1;
        Optional<Exchange> resumed = whole.exchanges().stream()
                .filter(exchange -> exchange.reply().issued().stream()
                        .map(CommandRequest::command)
                        .anyMatch(RESUME::equals))
                .findFirst();
        findings.expect(
                resumed.isPresent(),
                "calls with wait while it is paused, one of which brings ResumeTraining",
                findings.types());
        resumed.ifPresent(end -> {
            whole.taken().filter(one -> one.number() <= end.number()).forEach(one -> Steps.of(one.call())
                    .filter(step -> step > most)
                    .findFirst()
                    .ifPresent(step -> findings.expect(
                            false, "no step after " + most + " while it is paused", "step " + step, List.of(one))));
            Optional<CommandApplied> answer = Questions.applied(whole, RESUME, findings);
            answer.ifPresent(one ->
                    findings.expect(whole.rounds().size() > 1, "a round after ResumeTraining", findings.types(), one));
        });
        return findings.all();
    }
}
