package io.epochal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "runs",
        description = "Look at runs.",
        subcommands = {RunsCommand.Show.class, ExportCommand.class})
final class RunsCommand {
    enum Format {
        json,
        csv
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "What a run's History callback would hold, from the event log.")
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "RUN", description = "the run's id")
        private String run = "";

        @Option(
                names = "--history",
                arity = "0..1",
                defaultValue = "json",
                fallbackValue = "json",
                description = "json or csv")
        private Format format = Format.json;

        @Override
        public Integer call() throws Exception {
            try (StackOpening opening = StackOpening.open(Home.fromLauncher(), Screen.open(true))) {
                History history = History.of(run, opening.stack().endpoints().kafka());
                System.out.print(format == Format.json ? history.json() : history.csv());
            }
            return ExitCode.OK;
        }
    }
}
