package io.epochal.cli.command;

import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.RestClient;
import io.epochal.cli.stack.ServiceAccess;
import java.io.IOException;
import java.nio.file.Path;
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

    ServiceAccess find() throws IOException, UsageException {
        return ServiceAccess.find(Home.fromLauncher(), System.getenv(), url, tokenFile);
    }

    RestClient client() throws IOException, UsageException {
        return new RestClient(find());
    }
}
