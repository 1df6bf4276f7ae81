package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.cli.conformance.Transport;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import java.util.List;
import java.util.regex.Pattern;

/** A checkpoint that a verdict or a user wants is saved at that step, under that name, somewhere that has a URI. */
final class SaveDuty implements Scenario {
    private static final Command.SaveCheckpoint AT_ROUND = new Command.SaveCheckpoint("conformance-round.keras");
    private static final Command.SaveCheckpoint BY_USER = new Command.SaveCheckpoint("conformance-user.keras");
    private static final Pattern URI = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.+", Pattern.DOTALL);

    @Override
    public Move at(Turn turn) {
        if (turn.round() == 0) {
            return Move.GO_ON.commanding(AT_ROUND).askingAfter(turn.step());
        }
        if (turn.isAtBatch() && turn.before().requests().isEmpty()) {
            return Move.GO_ON.requesting(BY_USER);
        }
        return turn.end();
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        BatchReached asked = Questions.batch(whole, findings);
        if (asked == null) {
            return findings.all();
        }
        long round = whole.rounds().get(0).step();
        saved(whole, AT_ROUND, round, round, findings);
        Questions.applied(whole, BY_USER, findings);
        saved(whole, BY_USER, asked.step(), asked.step() + 1, findings);
        return findings.all();
    }

    private static void saved(Transcript whole, Command.SaveCheckpoint command, long from, long to, Findings findings) {
        findings.event(CheckpointSaved.class, " with " + command.name() + " in names", one -> one.names()
                        .contains(command.name()))
                .ifPresent(one -> {
                    findings.expect(
                            whole.transport() == Transport.QUEUE
                                    || URI.matcher(one.key()).matches(),
                            "CheckpointSaved.key, a URI such as file:/models/3.keras",
                            "key " + one.key(),
                            one);
                    findings.expect(
                            from <= one.step() && one.step() <= to,
                            "CheckpointSaved.step " + from + (from == to ? "" : " or " + to) + " for " + command.name(),
                            "step " + one.step(),
                            one);
                });
    }
}
