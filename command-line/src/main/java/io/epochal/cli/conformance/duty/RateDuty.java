package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.util.List;

/** A rate is in effect at the next step, as a 32-bit float: the attachment's verdict sets one, the first round's, and a user. */
final class RateDuty implements Scenario {
    /** No 32-bit floats. */
    private static final double FIRST = 0.000123456789;

    private static final double SECOND = 0.000234567891;
    private static final double THIRD = 0.000345678912;

    @Override
    public Move at(Turn turn) {
        if (turn.isAttach()) {
            return Move.GO_ON.commanding(new Command.SetLearningRate(FIRST));
        }
        if (turn.round() == 0) {
            return Move.GO_ON.commanding(new Command.SetLearningRate(SECOND)).askingAfter(turn.step());
        }
        if (turn.isAtBatch() && turn.before().requests().isEmpty()) {
            return Move.GO_ON.requesting(new Command.SetLearningRate(THIRD));
        }
        return turn.round() > 1 ? turn.end() : Move.GO_ON;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        for (VerdictApplied applied : whole.said(VerdictApplied.class)) {
            applied.commands().stream()
                    .filter(Command.SetLearningRate.class::isInstance)
                    .map(command -> ((Command.SetLearningRate) command).value())
                    .forEach(rate -> rate("VerdictApplied", rate, applied.learningRate(), applied, findings));
        }
        List<EpochEnded> rounds = whole.rounds();
        findings.expect(rounds.size() > 2, "three rounds", findings.types());
        BatchReached asked = Questions.batch(whole, findings);
        if (asked == null || rounds.size() < 3) {
            return findings.all();
        }
        rate("EpochEnded", FIRST, rounds.get(0).learningRate(), rounds.get(0), findings);
        rate("BatchReached", SECOND, asked.learningRate(), asked, findings);
        Questions.applied(whole, new Command.SetLearningRate(THIRD), findings)
                .ifPresent(answer -> afterwards(whole, answer, asked, findings));
        return findings.all();
    }

    private static void afterwards(Transcript whole, CommandApplied answer, BatchReached asked, Findings findings) {
        List<EpochEnded> rounds = whole.rounds();
        // The second round may have ended with the batch that was asked about.
        EpochEnded next = rounds.get(rounds.get(1).step() > asked.step() + 1 ? 1 : 2);
        rate("EpochEnded", THIRD, next.learningRate(), next, findings);
        long since = asked.step() + Math.max(0, answer.batch() - asked.batch());
        whole.batches().forEach(batch -> {
            double expected = batch.step() <= rounds.get(0).step() ? FIRST : batch.step() > since ? THIRD : SECOND;
            findings.expect(
                    is(expected, batch.learningRate()),
                    "a batch with step " + batch.step() + " and learning_rate " + (double) (float) expected,
                    "learning_rate " + batch.learningRate());
        });
    }

    private static void rate(String what, double ordered, double seen, TrainingEvent event, Findings findings) {
        findings.expect(
                is(ordered, seen),
                what + ".learning_rate " + (double) (float) ordered + ", the 32-bit float of " + ordered,
                "learning_rate " + seen,
                event);
    }

    /** A reader may have made a double of the float's shortest text. */
    private static boolean is(double ordered, double seen) {
        return (float) seen == (float) ordered && seen != ordered;
    }
}
