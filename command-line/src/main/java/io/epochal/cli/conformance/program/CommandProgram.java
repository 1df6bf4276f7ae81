package io.epochal.cli.conformance.program;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that a command line starts. {@code {folder}} in it is replaced by the folder of the launch.
 *
 * <p>It finds the service in {@code EPOCHAL_URL}, or the topics in {@code KAFKA_BOOTSTRAP_SERVERS}. When it is started again after it was killed, {@code EPOCHAL_RESUME_FROM} has the key
 * of the last checkpoint that it has said to be saved.
 */
public final class CommandProgram implements TrainerProgram, AutoCloseable {
    private static final String FOLDER = "{folder}";
    private static final String RESUME_FROM = "EPOCHAL_RESUME_FROM";
    private static final String ENV = "/usr/bin/env";
    private static final Duration SIGNALLED = Duration.ofSeconds(5);

    private final List<String> command;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private final Thread atExit = new Thread(() -> running.forEach(CommandProgram::kill), "conformance-exit");

    public CommandProgram(List<String> command) throws IOException {
        this.command = new ArrayList<>();
        // Of a shell's background job all that is started ignores Ctrl-C, unless it is told not to.
        if (canResetSignals()) {
            this.command.addAll(List.of(ENV, "--default-signal=INT"));
        }
        this.command.addAll(command);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        running.forEach(CommandProgram::kill);
    }

    @Override
    public Launched start(Map<String, String> environment, Path folder, Path log, Optional<String> checkpoint)
            throws IOException {
        File output = log.toFile();
        ProcessBuilder builder = new ProcessBuilder(command.stream()
                        .map(word -> word.replace(FOLDER, folder.toString()))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().putAll(environment);
        builder.environment().remove(RESUME_FROM);
        checkpoint.ifPresent(key -> builder.environment().put(RESUME_FROM, key));
        Process process = builder.start();
        running.add(process);
        process.getOutputStream().close();
        return new Launch(process);
    }

    private final class Launch implements Launched {
        private final Process process;

        Launch(Process process) {
            this.process = process;
        }

        @Override
        public OptionalInt await(Duration limit) throws InterruptedException {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return OptionalInt.empty();
            }
            running.remove(process);
            return OptionalInt.of(process.exitValue());
        }

        @Override
        public void interrupt() throws IOException {
            send("-INT");
        }

        @Override
        public void terminate() throws IOException {
            send("-TERM");
        }

        private void send(String name) throws IOException {
            List<String> signal = new ArrayList<>(List.of("kill", name));
            tree(process).map(one -> Long.toString(one.pid())).forEach(signal::add);
            run(signal);
        }

        @Override
        public void kill() {
            CommandProgram.kill(process);
        }
    }

    private static Stream<ProcessHandle> tree(Process process) {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()));
    }

    private static void kill(Process process) {
        tree(process).toList().forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean canResetSignals() throws IOException {
        return new File(ENV).canExecute() && run(List.of(ENV, "--default-signal=INT", "true")) == 0;
    }

    private static int run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(SIGNALLED.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " was running", e);
        }
    }
}
