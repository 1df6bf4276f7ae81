package io.epochal.cli;

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
final class RunsCommand implements Callable<Integer> {
    @Mixin
    private StackOption stack = new StackOption();

    @Option(names = "--output", defaultValue = "text", description = "text, or json: one object a line")
    private TrainCommand.Output output = TrainCommand.Output.text;

    @Override
    public Integer call() throws Exception {
        try (Stack opened = stack.read(Screen.open(true))) {
            Runs runs = Runs.read(opened.kafka());
            Instant now = Instant.now();
            if (output == TrainCommand.Output.text) {
                System.out.print(RunsTable.text(runs.newestFirst(), now));
                return ExitCode.OK;
            }
            for (Outline run : runs.newestFirst()) {
                System.out.println(RunsTable.json(run, now));
            }
        }
        return ExitCode.OK;
    }
}
