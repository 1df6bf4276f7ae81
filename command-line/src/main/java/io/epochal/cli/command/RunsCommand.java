package io.epochal.cli.command;

import io.epochal.callback.summary.RunOverview;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.RunCatalog;
import io.epochal.cli.view.RunsTable;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        description = "List runs, the newest first.",
        subcommands = {ShowCommand.class, ExportCommand.class})
public final class RunsCommand implements Callable<Integer> {
    @Mixin
    private StackOption stack = new StackOption();

    @Option(names = "--output", defaultValue = "text", description = "text, or json: one object a line")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws Exception {
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            RunCatalog runs = RunCatalog.read(opened.kafka());
            Instant now = Instant.now();
            if (output == OutputFormat.text) {
                System.out.print(RunsTable.text(runs.newestFirst(), now));
                return ExitCode.OK;
            }
            for (RunOverview run : runs.newestFirst()) {
                System.out.println(RunsTable.json(run, now));
            }
        }
        return ExitCode.OK;
    }
}
