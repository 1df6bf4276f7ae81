package io.epochal.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One process of the stack. It outlives whoever started it, so it is known by its id and its start time.
 *
 * @param started as the operating system says; a process of another start time is another process
 */
public record ServiceProcess(String name, long pid, Instant started, String log) {
    private static final int TAIL = 20;
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path NICE = Path.of("/usr/bin/nice");

    /** Who gets a core first. The two threads of a batch wait for each other, so one that is pre-empted costs both. */
    public enum Priority {
        TRAINING,
        BEHIND_TRAINING
    }

    /** The command that runs a JVM as this one is run. */
    public static List<String> java(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return command;
    }

    /** Starts a program whose output goes to a log file; a terminal's Ctrl-C does not reach it where {@code setsid} is there. */
    public static ServiceProcess start(
            String name, Priority priority, List<String> program, Map<String, String> environment, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        if (priority == Priority.BEHIND_TRAINING && Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", "10"));
        }
        command.addAll(program);
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().putAll(environment);
        Process process = builder.start();
        Instant started = process.info().startInstant().orElse(Instant.EPOCH);
        return new ServiceProcess(name, process.pid(), started, log.toString());
    }

    public boolean alive() {
        return handle().isPresent();
    }

    /** Asks it to stop, and kills it if it has not within the limit. */
    public void stop(Duration limit) {
        handle().ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
            } catch (ExecutionException e) {
                throw new IllegalStateException("waiting for " + name + " failed", e);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The end of its log, for a person. */
    public String tail() {
        try {
            List<String> lines = Files.readAllLines(Path.of(log), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            return "(its log " + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process ->
                        process.info().startInstant().orElse(Instant.EPOCH).equals(started));
    }
}
