package io.epochal.cli.command;

import io.epochal.cli.stack.Home;
import io.epochal.stack.LocalStack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "down", mixinStandardHelpOptions = true, description = "Stop the local stack; its data stay.")
public final class DownCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        int stopped = LocalStack.down(Home.fromLauncher().folder());
        System.out.println(stopped > 0 ? "the stack is down" : "no stack was up");
        return ExitCode.OK;
    }
}
