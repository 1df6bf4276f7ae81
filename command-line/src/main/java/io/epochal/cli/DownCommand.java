package io.epochal.cli;

import io.epochal.stack.LocalStack;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "down", mixinStandardHelpOptions = true, description = "Stop the embedded stack; its data stay.")
final class DownCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Optional<LocalStack> running = Home.fromLauncher().running();
        if (running.isPresent()) {
            running.get().stop();
        }
        System.out.println(running.isPresent() ? "the stack is down" : "no stack was up");
        return ExitCode.OK;
    }
}
