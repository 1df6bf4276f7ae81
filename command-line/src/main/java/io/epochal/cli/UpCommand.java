package io.epochal.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "up", mixinStandardHelpOptions = true, description = "Start the embedded stack and leave it running.")
final class UpCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Home home = Home.fromLauncher();
        if (home.running().isEmpty()) {
            StackOpening.start(home, Screen.open(false));
        }
        return StatusCommand.print(home);
    }
}
