package io.epochal.cli.command;

import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.LocalStackHandle;
import io.epochal.cli.stack.RemoteStack;
import io.epochal.cli.stack.TrainingStack;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which stack a command talks to. A mixin of every command that talks to one. */
final class StackOption {
    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:EPOCHAL_SERVER}",
            description = "the Kafka of a remote stack, such as localhost:29092 of docker compose; also as"
                    + " EPOCHAL_SERVER. Without it, the stack on this machine")
    private @Nullable String server;

    /** The stack to train on: a local one is started if it is not up. */
    TrainingStack open(Screen screen) throws IOException {
        return isRemote() ? remote() : LocalStackHandle.open(Home.fromLauncher(), screen);
    }

    /** The stack to read from: if no local one is up, it is started without services. */
    TrainingStack read(Screen screen) throws IOException, UsageException {
        return isRemote() ? remote() : LocalStackHandle.read(Home.fromLauncher(), screen);
    }

    /** The stack that is up; {@link UsageException} when no local one is. */
    TrainingStack attach() throws IOException, UsageException {
        return isRemote() ? remote() : LocalStackHandle.attach(Home.fromLauncher());
    }

    boolean isRemote() {
        return server != null && !server.isBlank();
    }

    private TrainingStack remote() {
        return RemoteStack.at(String.valueOf(server), System.getenv());
    }
}
