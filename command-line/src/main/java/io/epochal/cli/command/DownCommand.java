package io.epochal.cli.command;

import io.epochal.cli.stack.Home;
import io.epochal.stack.LocalStack;
import io.epochal.stack.UserCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "down", mixinStandardHelpOptions = true, description = "Stop the local stack; its data stay.")
public final class DownCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Path home = Home.fromLauncher().folder();
        int stopped = LocalStack.down(home);
        forget(home);
        System.out.println(stopped > 0 ? "the stack is down" : "no stack was up");
        return ExitCode.OK;
    }

    private static void forget(Path home) throws IOException {
        Optional<String> token = LocalStack.token(home);
        UserCredentials credentials = UserCredentials.of(System.getenv());
        try {
            if (token.isPresent()) {
                credentials.remove(token.get());
            }
        } catch (IOException e) {
            System.err.println("epochal: " + credentials.file() + " still has the token: " + e.getMessage());
        }
    }
}
