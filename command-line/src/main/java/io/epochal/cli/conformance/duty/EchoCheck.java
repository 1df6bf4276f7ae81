package io.epochal.cli.conformance.duty;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.SaidEvent;
import io.epochal.cli.conformance.SameJson;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.util.List;

/** Of each verdict the trainer says that it has applied it, with its commands and reasons; and the next question has its callbacks as they are. */
final class EchoCheck {
    /** What the trainer repeats of a verdict. */
    private static final List<String> REPEATED = List.of("commands", "reasons", "recordings");

    private EchoCheck() {}

    static void check(Transcript whole, Findings findings) {
        List<SaidEvent> said = whole.said();
        for (Verdict verdict : whole.verdicts()) {
            List<SaidEvent> until = untilTheNextQuestion(verdict, said);
            applied(verdict, until, findings);
            if (!until.isEmpty() && until.get(until.size() - 1).event() instanceof TrainingEvent.Barrier) {
                callbacks(verdict, until.get(until.size() - 1), findings);
            }
        }
    }

    private static List<SaidEvent> untilTheNextQuestion(Verdict verdict, List<SaidEvent> said) {
        List<SaidEvent> after = said.stream()
                .filter(one -> one.event().attempt() == verdict.attempt()
                        && one.event().run().equals(verdict.run())
                        && one.event().sequence() > verdict.answers())
                .toList();
        for (int i = 0; i < after.size(); i++) {
            if (after.get(i).event() instanceof TrainingEvent.Barrier) {
                return after.subList(0, i + 1);
            }
        }
        return after;
    }

    private static void applied(Verdict verdict, List<SaidEvent> until, Findings findings) {
        List<SaidEvent> applied = until.stream()
                .filter(one -> one.event() instanceof VerdictApplied event && event.answers() == verdict.answers())
                .toList();
        findings.expect(
                applied.size() == 1,
                "one VerdictApplied with answers " + verdict.answers() + " before the next question or the end",
                applied.size() + " of them");
        for (SaidEvent one : applied) {
            for (String field : REPEATED) {
                JsonNode expected = Wire.JSON.<JsonNode>valueToTree(verdict).path(field);
                JsonNode seen = one.json().path(field);
                findings.expect(
                        SameJson.same(expected, seen),
                        "VerdictApplied." + field + " " + expected,
                        field + " " + seen,
                        one.event());
            }
        }
    }

    private static void callbacks(Verdict verdict, SaidEvent question, Findings findings) {
        JsonNode expected = Wire.JSON.valueToTree(verdict.callbacks());
        JsonNode seen = question.json().path("callbacks");
        findings.expect(
                SameJson.same(expected, seen),
                "callbacks as the verdict on " + verdict.answers() + " gave them: " + expected,
                question.event().getClass().getSimpleName() + ".callbacks " + seen,
                question.event());
    }
}
