package io.epochal.cli.command;

import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.RestClient;
import io.epochal.cli.stack.ServiceAccess;
import io.epochal.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which callback service a command calls, and by which token. A mixin of every command that calls one. */
final class ServiceOption {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the callback service; also as EPOCHAL_URL. Without it, the one of the stack on this machine")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "a file with the token; without it EPOCHAL_TOKEN, EPOCHAL_TOKEN_FILE, or the one of the stack on"
                            + " this machine")
    private @Nullable Path tokenFile;

    /** Whether the user has said which. */
    boolean isNamed() {
        return url != null;
    }

    /**
     * The service of the stack that a command reads from; empty where its address is not known. Of a remote stack it is in {@code
     * EPOCHAL_URL}, which says nothing of the one on this machine.
     */
    Optional<RestClient> beside(StackOption stack) throws IOException, UsageException {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        Home home = Home.fromLauncher();
        boolean known = url != null
                || (stack.isRemote()
                        ? environment.containsKey("EPOCHAL_URL")
                        : LocalStack.report(home.folder()).url() != null);
        if (!stack.isRemote()) {
            environment.remove("EPOCHAL_URL");
        }
        return known
                ? Optional.of(new RestClient(ServiceAccess.find(home, environment, url, tokenFile)))
                : Optional.empty();
    }

    ServiceAccess find() throws IOException, UsageException {
        return ServiceAccess.find(Home.fromLauncher(), System.getenv(), url, tokenFile);
    }

    RestClient client() throws IOException, UsageException {
        return new RestClient(find());
    }
}
