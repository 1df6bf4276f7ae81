package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.SaidEvent;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A program that is killed after a checkpoint and started again goes on from there, with its callbacks' state. */
final class ResumeDuty implements Scenario {
    private static final Command SAVE = new Command.SaveCheckpoint("conformance-resume.keras");
    /** In which a checkpoint that is stored beside the training is there, however short a round is. */
    private static final Duration HOLD = Duration.ofSeconds(3);

    @Override
    public Move at(Turn turn) {
        if (turn.round() < 0) {
            return Move.GO_ON;
        }
        if (turn.launch() > 1) {
            return turn.end();
        }
        if (turn.round() > 0 && hasSaved(turn)) {
            return Move.GO_ON.on(Move.Line.LOST).after(Move.Blow.KILL);
        }
        if (turn.round() > 2) {
            return turn.end();
        }
        Move move = turn.before().canObey("SaveCheckpoint") ? Move.GO_ON.commanding(SAVE) : Move.GO_ON;
        return turn.round() > 0 ? move.held(HOLD) : move;
    }

    private static boolean hasSaved(Turn turn) {
        boolean now = turn.call() instanceof TrainerCall.Events events
                && events.said().stream().map(SaidEvent::event).anyMatch(CheckpointSaved.class::isInstance);
        return now || !turn.before().said(CheckpointSaved.class).isEmpty();
    }

    @Override
    public boolean launchesAgain(Transcript before) {
        return before.exits().size() == 1 && wasKilled(before);
    }

    private static boolean wasKilled(Transcript before) {
        return before.exchanges().stream()
                .anyMatch(exchange -> exchange.reply().move().blow() == Move.Blow.KILL);
    }

    @Override
    public Optional<String> undeclared(Transcript whole) {
        return whole.firstAttach().isPresent() && !wasKilled(whole) && !whole.canObey("SaveCheckpoint")
                ? Optional.of("SaveCheckpoint")
                : Optional.empty();
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        findings.expect(wasKilled(whole), "CheckpointSaved within three rounds", findings.types());
        if (!wasKilled(whole)) {
            return findings.all();
        }
        List<Exchange> again = whole.attaches().stream()
                .filter(exchange -> exchange.launch() == 2)
                .toList();
        findings.expect(!again.isEmpty(), "the program, started again, to attach", "it did not");
        again.stream().findFirst().ifPresent(attach -> ResumptionCheck.check(whole, attach, findings));
        return findings.all();
    }
}
