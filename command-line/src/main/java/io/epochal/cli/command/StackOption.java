package io.epochal.cli.command;

import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.LocalStackHandle;
import io.epochal.cli.stack.RemoteStack;
import io.epochal.cli.stack.TrainingStack;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which stack a command talks to. Mixed into every command that talks to one. */
public final class StackOption {
    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:EPOCHAL_SERVER}",
            description = "the Kafka of a stack that runs elsewhere, such as localhost:29092 of docker compose; also as"
                    + " EPOCHAL_SERVER. Without it, the stack on this machine")
    private @Nullable String server;

    /** The stack elsewhere, or the one on this machine, which is started if it is not up: to train on it. */
    TrainingStack open(Screen screen) throws IOException {
        return elsewhere() ? there() : LocalStackHandle.open(Home.fromLauncher(), screen);
    }

    /** The same to look at what there is: nothing is trained on what is started for that. */
    public TrainingStack read(Screen screen) throws IOException, UsageException {
        return elsewhere() ? there() : LocalStackHandle.read(Home.fromLauncher(), screen);
    }

    /** As {@link #read}, for what makes no sense on a stack that is only started for it. */
    TrainingStack attach() throws IOException, UsageException {
        return elsewhere() ? there() : LocalStackHandle.attach(Home.fromLauncher());
    }

    boolean elsewhere() {
        return server != null && !server.isBlank();
    }

    private TrainingStack there() {
        return RemoteStack.at(String.valueOf(server), System.getenv());
    }
}
