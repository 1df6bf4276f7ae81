package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunDetails;
import io.epochal.cli.run.RunMessages;
import io.epochal.cli.view.PlainView;
import io.epochal.cli.view.PrintableJson;
import io.epochal.cli.view.RunReport;
import io.epochal.cli.view.RunResultText;
import io.epochal.cli.view.RunsTable;
import io.epochal.cli.view.TerminalView;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunEvent;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Control characters in records do not reach the terminal. */
class PrintedTest {
    private static final List<String> PIECES = List.of(
            "\u001b[2J",
            "\u001b]0;title\u0007",
            "\n",
            "\r",
            "\t",
            "\b",
            "\u007f",
            "\u009b31m",
            "\u0085",
            "\u202e",
            "\u2028",
            "\u2066",
            "\u200f",
            "\ufeff",
            "\ud800",
            "\udb40\udc41",
            "\0",
            "a",
            "é",
            "字");

    private final Random random = new Random(7);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void controlCharactersInARecordAreEscaped(int steps) throws Exception {
        List<RunEvent> events = events(steps);
        TerminalView terminal = new TerminalView();
        PlainView plain = new PlainView();
        RunDetails details = new RunDetails("run");
        OverviewFold fold = new OverviewFold("run");
        for (RunEvent event : events) {
            assertClean(terminal.show(event)
                    .replace("\r\u001b[K", "")
                    .replace("\u001b[2m", "")
                    .replace("\u001b[0m", ""));
            assertClean(plain.show(event));
            details.add(event);
            fold.add(event);
            String json = PrintableJson.line(event);
            assertClean(json);
            assertThat(Wire.JSON.readTree(json)).isEqualTo(Wire.JSON.readTree(Wire.JSON.writeValueAsString(event)));
        }
        details.add(new CommandRequest("run", RunMessages.at(3), "c-1", text(), new Command.StopTraining(text())));
        assertClean(new RunReport(details, new TreeMap<>(Map.of(text(), text())), RunMessages.at(99)).text());
        assertClean(RunsTable.text(List.of(fold.overview()), RunMessages.at(99)));
        RunEnded ended = (RunEnded) events.get(events.size() - 1);
        assertClean(new RunResultText(ended, "epoch", (EpochEnded) events.get(2), text(), text()).text());
        assertClean(new RunResultText(ended, "epoch", null, text(), text()).json());
    }

    private List<RunEvent> events(int steps) {
        Map<String, Object> settings = Map.of("type", text(), "monitor", text(), text(), text());
        RunSpec spec = spec(settings);
        Metrics metrics = Metrics.of(Map.of(text(), 0.5, "loss", 1.0));
        return List.of(
                new RunStarted(
                        "run", 1, 0, RunMessages.at(1), spec, List.of(28, 28, 1), steps, 2, text(), List.of(settings)),
                new BatchEnded("run", 1, RunMessages.at(2), 0, 0, 1, 0.5, metrics, 0.1, 0),
                new EpochEnded(
                        "run",
                        1,
                        1,
                        RunMessages.at(3),
                        TrainingParams.of(spec),
                        0,
                        steps,
                        metrics,
                        0.1,
                        1,
                        false,
                        List.of(settings)),
                new VerdictApplied(
                        "run",
                        1,
                        2,
                        RunMessages.at(4),
                        1,
                        0,
                        steps,
                        List.of(),
                        List.of(new Verdict.Reason(text(), text())),
                        List.of(),
                        0.1),
                new CommandApplied(
                        "run",
                        1,
                        3,
                        RunMessages.at(5),
                        "c-2",
                        new Command.ReplaceCallbacks(List.of(settings)),
                        0,
                        0,
                        new CommandOutcome.Rejected(text())),
                new RunEnded(
                        "run",
                        1,
                        4,
                        RunMessages.at(6),
                        RunStatus.FAILED,
                        text(),
                        1,
                        null,
                        metrics,
                        metrics,
                        0.1,
                        text()));
    }

    private static RunSpec spec(Map<String, Object> settings) {
        ObjectNode spec = Wire.JSON.valueToTree(RunMessages.SPEC);
        spec.putPOJO("callbacks", List.of(settings));
        return Wire.JSON.convertValue(spec, RunSpec.class);
    }

    private String text() {
        StringBuilder text = new StringBuilder(Integer.toString(random.nextInt(1000)));
        for (int i = 0; i < 6; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static void assertClean(String printed) {
        assertThat(printed.replace("\n", "").codePoints())
                .as(io.epochal.protocol.field.Printable.of(printed))
                .noneMatch(point -> switch (Character.getType(point)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SURROGATE -> true;
                    default -> false;
                });
    }
}
