package io.epochal.cli.conformance.duty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.SaidEvent;
import io.epochal.cli.conformance.SameJson;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import io.epochal.cli.conformance.Transport;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.util.List;
import java.util.Optional;

/** What a program says when it goes on from a checkpoint fits what it had said before. */
final class ResumptionCheck {
    private ResumptionCheck() {}

    static void check(Transcript whole, Exchange attach, Findings findings) {
        TrainerCall.Attach call = (TrainerCall.Attach) attach.call();
        List<Exchange> shown = List.of(attach);
        TrainerCall.Attach first = whole.firstAttach().orElse(call);
        findings.expect(
                !call.trainer().attachId().equals(first.trainer().attachId()),
                "an attach_id of its own for each start",
                "that of the first",
                shown);
        Optional<TrainingEvent.Resumption> resumption = call.resumption();
        findings.expect(
                resumption.isPresent(),
                call.transport() == Transport.HTTP
                        ? "POST /runs with resume, from the checkpoint that was saved"
                        : "RunResumed or AttachedRunResumed, from the checkpoint that was saved",
                call.transport() == Transport.HTTP
                        ? "no resume"
                        : call.start().getClass().getSimpleName(),
                shown);
        resumption.ifPresent(resumed -> {
            String run = whole.attaches().get(0).reply().json().path("run").asText();
            findings.expect(
                    call.run().equals(Optional.of(run)),
                    "run " + run,
                    "run " + call.run().orElse("missing"),
                    shown);
            findings.expect(
                    resumed.fromAttempt() == 1, "resume.attempt 1", "resume.attempt " + resumed.fromAttempt(), shown);
            position(whole, resumed, shown, findings);
            callbacks(whole, call, resumed, shown, findings);
            afterwards(whole, resumed, findings);
        });
    }

    /** What stays true was trained before the checkpoint, and what is void is trained again. */
    private static void position(
            Transcript whole, TrainingEvent.Resumption resumed, List<Exchange> shown, Findings findings) {
        String place = "resume.sequence " + resumed.fromSequence() + " with resume.step " + resumed.step();
        long said = firstAttempt(whole).stream()
                .mapToLong(one -> one.event().sequence())
                .max()
                .orElse(0);
        findings.expect(
                resumed.fromSequence() > 0 && resumed.fromSequence() <= said + 1,
                "resume.sequence from 1 to " + (said + 1),
                place,
                shown);
        for (SaidEvent one : firstAttempt(whole)) {
            if (one.event() instanceof TrainingEvent.Barrier barrier) {
                boolean stays = barrier.sequence() < resumed.fromSequence();
                String what = barrier.getClass().getSimpleName() + " " + barrier.sequence();
                findings.expect(
                        stays ? barrier.step() <= resumed.step() : barrier.step() >= resumed.step(),
                        "a sequence that fits the step: " + what + " at step " + barrier.step()
                                + (stays ? " stays true" : " is void"),
                        place,
                        shown);
            }
        }
    }

    private static void callbacks(
            Transcript whole,
            TrainerCall.Attach call,
            TrainingEvent.Resumption resumed,
            List<Exchange> shown,
            Findings findings) {
        whole.verdicts().stream()
                .filter(verdict -> verdict.attempt() == 1 && verdict.answers() < resumed.fromSequence())
                .reduce((one, later) -> later)
                .map(Verdict::callbacks)
                .map(expected -> Wire.JSON.<JsonNode>valueToTree(expected))
                .ifPresent(expected -> findings.expect(
                        SameJson.same(expected, kept(whole, call)),
                        "callbacks as the last verdict before the checkpoint gave them: " + expected,
                        "callbacks " + kept(whole, call),
                        shown));
    }

    /** A trainer that takes runs from the queue has them in its first question. */
    private static JsonNode kept(Transcript whole, TrainerCall.Attach call) {
        JsonNode said = call.body();
        if (call.barrier().isEmpty()) {
            said = whole.ofAttempt(call.start().attempt()).questions().stream()
                    .findFirst()
                    .map(question -> question.call().body())
                    .orElse(MissingNode.getInstance());
        }
        return said.path("callbacks");
    }

    private static void afterwards(Transcript whole, TrainingEvent.Resumption resumed, Findings findings) {
        List<EpochEnded> rounds =
                whole.rounds().stream().filter(round -> round.attempt() == 2).toList();
        findings.expect(!rounds.isEmpty(), "a round after it has resumed", findings.types());
        rounds.stream().findFirst().ifPresent(round -> {
            findings.expect(
                    round.step() >= resumed.step() + (resumed.batch() == 0 ? 1 : 0),
                    "EpochEnded.step that goes on from " + resumed.step(),
                    "step " + round.step(),
                    round);
            findings.expect(
                    round.epoch() == resumed.epoch() || (resumed.batch() > 0 && round.epoch() == resumed.epoch() + 1),
                    "EpochEnded.epoch " + resumed.epoch(),
                    "epoch " + round.epoch(),
                    round);
        });
        EchoCheck.check(whole.ofAttempt(2), findings);
    }

    private static List<SaidEvent> firstAttempt(Transcript whole) {
        return whole.said().stream().filter(one -> one.event().attempt() == 1).toList();
    }
}
