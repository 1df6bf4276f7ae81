package io.epochal.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.view.PrintableJson;
import io.epochal.cli.view.TokensTable;
import io.epochal.protocol.field.Identifier;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "tokens",
        mixinStandardHelpOptions = true,
        description = "Make, list and revoke the tokens by which programs and people are let in.",
        subcommands = {TokensCommand.Create.class, TokensCommand.Listing.class, TokensCommand.Revoke.class})
public final class TokensCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = Objects.requireNonNull(spec, "picocli sets it");
        throw new ParameterException(own.commandLine(), "say create, list or revoke");
    }

    /** Makes a token, and prints it for the only time. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Make a token. It is printed once, and stored nowhere.")
    public static final class Create implements Callable<Integer> {
        private static final Pattern LIFETIME = Pattern.compile("(\\d{1,5})([hd])");

        @Mixin
        private ServiceOption service = new ServiceOption();

        @Parameters(paramLabel = "NAME", description = "Stands in the log with everything that is asked by this token.")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                description = "viewer reads; operator also sends requests; trainer trains; admin does everything.")
        private String role = "";

        @Option(
                names = "--runs",
                paramLabel = "GLOB",
                description = "Only for runs whose names fit, such as 'iris-*'; may be repeated. Without it for all.")
        private List<String> runs = List.of();

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "How long it holds: 12h, 30d. Without it, until it is revoked.")
        private @Nullable String expires;

        @Option(names = "--output", defaultValue = "text", description = "text, or json: one object on one line")
        private OutputFormat output = OutputFormat.text;

        @Override
        public Integer call() throws Exception {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("name", name);
            body.put("role", role);
            body.put("runs", runs);
            if (expires != null) {
                body.put("expires", Instant.now().plus(lifetime(expires)).toString());
            }
            JsonNode made = service.client().call("POST", "/tokens", body);
            System.out.println(
                    output == OutputFormat.json
                            ? PrintableJson.line(made)
                            : made.path("token").asText());
            return ExitCode.OK;
        }

        private static Duration lifetime(String text) throws UsageException {
            Matcher parts = LIFETIME.matcher(text);
            if (!parts.matches() || Integer.parseInt(parts.group(1)) == 0) {
                throw new UsageException("--expires is hours or days, such as 12h or 30d; found " + text);
            }
            long number = Long.parseLong(parts.group(1));
            return parts.group(2).equals("h") ? Duration.ofHours(number) : Duration.ofDays(number);
        }
    }

    /** Lists the tokens that hold. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the tokens that hold, without their secrets.")
    public static final class Listing implements Callable<Integer> {
        @Mixin
        private ServiceOption service = new ServiceOption();

        @Option(names = "--output", defaultValue = "text", description = "text, or json: one object a line")
        private OutputFormat output = OutputFormat.text;

        @Override
        public Integer call() throws Exception {
            JsonNode tokens = service.client().call("GET", "/tokens", null).path("tokens");
            if (output == OutputFormat.text) {
                System.out.print(TokensTable.text(tokens));
            } else {
                tokens.forEach(token -> System.out.println(PrintableJson.line(token)));
            }
            return ExitCode.OK;
        }
    }

    /** Ends a token. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Revoke a token: within a second it holds nowhere.")
    public static final class Revoke implements Callable<Integer> {
        @Mixin
        private ServiceOption service = new ServiceOption();

        @Parameters(paramLabel = "NAME", description = "As tokens list shows it.")
        private String name = "";

        @Override
        public Integer call() throws Exception {
            var unused = service.client().call("DELETE", "/tokens/" + Identifier.check("NAME", name), null);
            System.out.println(name + " is revoked");
            return ExitCode.OK;
        }
    }
}
