package io.epochal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Runs {@code ./epochal} as a user does, as a process with its own {@code EPOCHAL_HOME}.
 *
 * @param locale of the user, or empty for that of this test
 */
public record Launcher(Path home, String locale) {
    private static final Path ENV = Path.of("/usr/bin/env");
    private static final Pattern RUN = Pattern.compile("(?m)^run (\\S+)$");
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);

    Launcher(Path home) {
        this(home, "");
    }

    /**
     * The same on a home whose trainers use the engine's native library of other tests, so that it is unpacked once and not for each
     * home: that is 430 MB.
     */
    static Launcher withSharedLibrary(Path home) throws IOException {
        Path shared = Files.createDirectories(Path.of("target/native-library-" + System.getProperty("fork", "0"))
                .toAbsolutePath());
        Files.createSymbolicLink(home.resolve("cache"), shared);
        return new Launcher(home);
    }

    public record Result(int exitCode, List<String> lines, List<String> errors) {
        String lastLine() {
            return lines.get(lines.size() - 1);
        }

        public String output() {
            return String.join("\n", lines) + "\n" + String.join("\n", errors);
        }
    }

    /** A command that has not ended yet. */
    public record Running(Process process, Path out, Path errors) {
        public Result result() throws IOException, InterruptedException {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            return new Result(process.exitValue(), Files.readAllLines(out), Files.readAllLines(errors));
        }

        String errorsSoFar() throws IOException {
            return Files.readString(errors);
        }

        /** Waits until it has printed this to standard error. */
        void await(String text) {
            Awaitility.await().atMost(TIMEOUT).pollInterval(POLL).until(() -> errorsSoFar()
                    .contains(text));
        }

        /** Waits until it has printed this to standard output. */
        void awaitOutput(String text) {
            Awaitility.await().atMost(TIMEOUT).pollInterval(POLL).until(() -> Files.readString(out)
                    .contains(text));
        }

        /** Waits until it has printed the id of the run that it follows. */
        String run() throws IOException {
            Awaitility.await().atMost(TIMEOUT).pollInterval(POLL).until(() -> RUN.matcher(errorsSoFar())
                    .find());
            Matcher run = RUN.matcher(errorsSoFar());
            assertThat(run.find()).isTrue();
            return run.group(1);
        }

        void interrupt() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** Where the user's settings are: in place of those of who runs the tests. */
    Path config() {
        return home.resolve("config");
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).result();
    }

    Running start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    /** @param environment of the command and of what it starts, besides this process' own */
    Running start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(ENV) && System.getProperty("os.name").equals("Linux")) {
            // A build in the background ignores Ctrl-C, and what it starts would too.
            command.addAll(List.of(ENV.toString(), "--default-signal=INT"));
        }
        command.add("./epochal");
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("epochal", ".out");
        Path errors = Files.createTempFile("epochal", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("..").toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("EPOCHAL_HOME", home.toString());
        builder.environment().put("XDG_CONFIG_HOME", config().toString());
        if (!locale.isEmpty()) {
            builder.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
            builder.environment().put("LC_ALL", locale);
        }
        return new Running(builder.start(), out, errors);
    }
}
