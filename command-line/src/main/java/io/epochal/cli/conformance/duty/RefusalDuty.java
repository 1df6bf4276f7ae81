package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.TrainingEnded;
import io.epochal.protocol.TrainingEvent.WeightsSummarized;
import java.util.List;
import java.util.Map;

/**
 * A command that the trainer cannot obey is refused with a reason, and has no effect. Where it can obey whatever users may send, the
 * deciders refuse the callbacks that a user wants.
 */
record RefusalDuty(Command command) implements Scenario {
    private static final double RATE = 0.75;
    private static final String NAME = "conformance-refused.keras";
    private static final Command REPLACE = new Command.ReplaceCallbacks(List.of(Map.of("type", "History")));
    /** What users may send, first what shows its effect soonest. */
    private static final List<Command> CANDIDATES = List.of(
            new Command.SetLearningRate(RATE),
            new Command.SaveCheckpoint(NAME),
            new Command.SummarizeWeights(),
            new Command.StopTraining("refuse this"),
            new Command.CancelRun("refuse this"),
            new Command.PauseTraining());

    static RefusalDuty of(List<String> capabilities) {
        return new RefusalDuty(CANDIDATES.stream()
                .filter(one -> !capabilities.contains(one.getClass().getSimpleName()))
                .findFirst()
                .orElse(REPLACE));
    }

    @Override
    public Move at(Turn turn) {
        if (turn.round() == 0) {
            return Move.GO_ON.askingAfter(turn.step());
        }
        boolean replaces = turn.call()
                .barrier()
                .filter(barrier -> barrier instanceof BatchReached asked && asked.replacement() != null)
                .isPresent();
        if (replaces) {
            return Move.GO_ON.refusingCallbacks("the conformance kit refuses these callbacks");
        }
        if (turn.isAtBatch() && turn.before().requests().isEmpty()) {
            return Move.GO_ON.requesting(command);
        }
        return turn.round() > 1 ? turn.end() : Move.GO_ON;
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        if (Questions.batch(whole, findings) == null) {
            return findings.all();
        }
        Questions.answer(whole, command, findings)
                .ifPresent(answer -> findings.expect(
                        answer.outcome().text().matches("(?s)rejected: .*\\S.*"),
                        "CommandApplied.outcome \"rejected: \" and why",
                        "outcome \"" + answer.outcome().text() + "\"",
                        answer));
        noEffect(whole, findings);
        return findings.all();
    }

    private void noEffect(Transcript whole, Findings findings) {
        String name = command.getClass().getSimpleName();
        findings.expect(whole.rounds().size() > 2, "three rounds, since " + name + " has no effect", findings.types());
        whole.rounds()
                .forEach(round -> findings.expect(
                        (float) round.learningRate() != (float) RATE,
                        "another learning_rate than " + RATE + ", which was refused",
                        "EpochEnded.learning_rate " + round.learningRate(),
                        round));
        whole.said(CheckpointSaved.class)
                .forEach(saved -> findings.expect(
                        !saved.names().contains(NAME),
                        "no checkpoint " + NAME + ", which was refused",
                        "CheckpointSaved",
                        saved));
        whole.said(TrainingEnded.class)
                .forEach(end -> findings.expect(
                        end.status() != RunStatus.CANCELLED, "a run that is not cancelled", "status cancelled", end));
        findings.expect(
                !(command instanceof Command.SummarizeWeights)
                        || whole.said(WeightsSummarized.class).isEmpty(),
                "no WeightsSummarized, which was refused",
                findings.types());
    }
}
