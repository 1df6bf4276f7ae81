package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.cli.command.ConformanceCommand;
import io.epochal.cli.conformance.duty.Duty;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/conformance.md and the command's help name every duty, in their order. */
class ConformancePageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

    @Test
    void everyDutyHasARow() throws IOException {
        String page = Files.readString(SourceTree.ROOT.resolve("docs/conformance.md"));

        List<String> rows = ROW.matcher(page).results().map(row -> row.group(1)).toList();
        assertThat(rows).isEqualTo(Stream.of(Duty.values()).map(Duty::label).toList());
    }

    @Test
    void theHelpNamesEveryDuty() {
        String help = new CommandLine(new ConformanceCommand()).getUsageMessage();

        assertThat(Stream.of(Duty.values()).map(Duty::label))
                .allSatisfy(label -> assertThat(help).contains(label));
    }
}
