package io.epochal.cli.command;

import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.LocalStackHandle;
import io.epochal.stack.LocalStack;
import io.epochal.stack.StackPlan;
import io.epochal.stack.UserCredentials;
import java.io.IOException;
import java.util.Optional;
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
        remember(home);
        return StatusCommand.print(home, output);
    }

    /** So that the user's programs are let in, whatever folder they run in. */
    private static void remember(Home home) throws IOException {
        String url = LocalStack.report(home.folder()).url();
        Optional<String> token = LocalStack.token(home.folder());
        if (url == null || token.isEmpty()) {
            return;
        }
        UserCredentials credentials = UserCredentials.of(System.getenv());
        try {
            credentials.put(url, token.get());
        } catch (IOException e) {
            System.err.println("epochal: " + credentials.file() + " cannot be written (" + e.getMessage()
                    + "), so programs find the token by EPOCHAL_TOKEN_FILE="
                    + home.folder().resolve("token") + " only");
        }
    }

    private StackPlan plan() throws UsageException {
        try {
            return new StackPlan(trainers, callbackServices, port);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
