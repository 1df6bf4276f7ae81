package io.epochal.cli.command;

import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.LocalStackHandle;
import io.epochal.stack.StackPlan;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "up", mixinStandardHelpOptions = true, description = "Start the local stack and leave it running.")
public final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--trainers",
            paramLabel = "N",
            description = "How many trainers; one trains a run at a time (${DEFAULT-VALUE}).")
    private int trainers = 1;

    @Option(
            names = "--callback-services",
            paramLabel = "N",
            description = "How many callback services; one decides, the others are on standby (${DEFAULT-VALUE}).")
    private int callbackServices = 1;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Where the REST interface is, for training programs; default: a free port, which a restarted"
                    + " service keeps.")
    private @Nullable Integer port;

    @Option(names = "--output", defaultValue = "text", description = "text, or json: one object on one line")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws Exception {
        Home home = Home.fromLauncher();
        LocalStackHandle.up(home, Screen.open(output == OutputFormat.json), plan());
        return StatusCommand.print(home, output);
    }

    private StackPlan plan() throws UsageException {
        try {
            return new StackPlan(trainers, callbackServices, port);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
