package io.epochal.cli;

import io.epochal.stack.StackPlan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "up", mixinStandardHelpOptions = true, description = "Start the embedded stack and leave it running.")
final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--trainers",
            paramLabel = "N",
            description = "How many trainers; one trains a run at a time (${DEFAULT-VALUE}).")
    private int trainers = 1;

    @Option(
            names = "--callback-services",
            paramLabel = "N",
            description = "How many callback services; one decides, the others wait to take over (${DEFAULT-VALUE}).")
    private int callbackServices = 1;

    @Override
    public Integer call() throws Exception {
        Home home = Home.fromLauncher();
        ThisMachine.up(home, Screen.open(false), plan());
        return StatusCommand.print(home);
    }

    private StackPlan plan() throws Refused {
        try {
            return new StackPlan(trainers, callbackServices);
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        }
    }
}
