package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.ProgramExit;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import io.epochal.cli.conformance.Transport;
import java.time.Duration;
import java.util.List;

/** What holds in every scenario: the program attaches, says what the service understands, and exits. */
public final class CommonCheck {
    private CommonCheck() {}

    /**
     * @param place where programs attach, in words
     * @param limit of a launch
     */
    public static List<Finding> check(Transcript whole, String place, Duration limit) {
        Findings findings = new Findings(whole);
        if (whole.exchanges().isEmpty()) {
            return findings.expect(false, "a program that attaches: " + place, "no call; " + exits(whole))
                    .all();
        }
        for (Exchange exchange : whole.exchanges()) {
            if (exchange.reply().status() >= 400 && !exchange.reply().intended()) {
                findings.expect(
                        false,
                        "a call as docs/trainers.md has it",
                        exchange.reply().status() + ": "
                                + exchange.reply().json().path("detail").asText(),
                        List.of(exchange));
            }
        }
        Exchange first = whole.exchanges().get(0);
        if (first.call() instanceof TrainerCall.Attach attach) {
            findings.expect(
                    attach.resumption().isEmpty(),
                    "a first launch that resumes nothing (checkpoints of its own for each: {folder} in COMMAND)",
                    attach.transport() == Transport.HTTP
                            ? "POST /runs with resume"
                            : attach.start().getClass().getSimpleName(),
                    List.of(first));
        }
        for (ProgramExit exit : whole.exits()) {
            findings.expect(
                    exit.code().isPresent(),
                    "a program that exits within " + limit.toSeconds() + " seconds",
                    "it was still running after " + findings.types());
        }
        return findings.all();
    }

    private static String exits(Transcript whole) {
        if (whole.exits().isEmpty()) {
            return "it was not started";
        }
        ProgramExit exit = whole.exits().get(0);
        return (exit.code().isPresent() ? "it exited with " + exit.code().getAsInt() : "it did not exit in time")
                + (exit.output().isEmpty() ? "" : ", and printed: " + exit.output());
    }
}
