package io.epochal.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * One process of the stack. It outlives the command that started it, so it is identified by its id and its start time.
 *
 * @param started according to the operating system; the same id with another start time is another process
 */
public record ServiceProcess(String name, long pid, Instant started, String log) {
    private static final int TAIL = 20;
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final Path RENICE = Path.of("/usr/bin/renice");
    private static final String LOWER = "10";

    /** Start times may differ by so much: the system counts from its boot, and the clock may be adjusted. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    private static final Duration KILLED = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int LOG_END = 1 << 16;

    /** The scheduling priority. The two threads of a batch wait for each other, so preempting one costs both. */
    public enum Priority {
        TRAINING,
        BELOW_TRAINING
    }

    /** The command that starts a JVM of this installation, with UTF-8 for content and file names. */
    public static List<String> java(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8"));
        command.addAll(arguments);
        return command;
    }

    /** The command that runs a jar of this installation, with its {@link ClassArchive}. */
    static List<String> java(List<String> options, Path jar, String... arguments) {
        List<String> all = new ArrayList<>(options);
        all.addAll(new ClassArchive(jar).arguments());
        all.addAll(List.of("-jar", jar.toString()));
        all.addAll(List.of(arguments));
        return java(all);
    }

    /** Starts a program whose output goes to a log file. A terminal's Ctrl-C does not reach it, where {@code setsid} exists. */
    public static ServiceProcess start(
            String name, Priority priority, List<String> program, Map<String, String> environment, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        if (priority == Priority.BELOW_TRAINING && Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", LOWER));
        }
        command.addAll(program);
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        // The locale C has no file names with accents.
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        Process process = builder.start();
        // A process that has ended by now has no start any more. With the first moment of time it would look
        // long-lived.
        Instant started = process.info().startInstant().orElseGet(Instant::now);
        return new ServiceProcess(name, process.pid(), started, log.toString());
    }

    public boolean alive() {
        return handle().isPresent();
    }

    /** Sends SIGTERM, and SIGKILL after the limit; returns when the process has ended. */
    public void stop(Duration limit) {
        handle().ifPresent(process -> {
            process.destroy();
            end(process, limit);
        });
    }

    /**
     * From now on all its threads have a lower priority than the training. It has a process group of its own where {@code setsid}
     * exists; elsewhere nothing changes.
     */
    void giveWay() throws IOException {
        if (alive() && Files.isExecutable(SETSID) && Files.isExecutable(RENICE)) {
            var unused = new ProcessBuilder(RENICE.toString(), "-n", LOWER, "-g", Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }
    }

    /** Sends SIGTERM, and does not wait for the end. */
    void terminate() {
        handle().ifPresent(ProcessHandle::destroy);
    }

    /** Waits until a process has ended, and kills it after the limit. */
    static void end(ProcessHandle process, Duration limit) {
        if (!awaitEnd(process, limit)) {
            process.destroyForcibly();
            var unused = awaitEnd(process, KILLED);
        }
    }

    private static boolean awaitEnd(ProcessHandle process, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (lives(process)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }

    /** Whether a process runs. A zombie, whose parent has not read its exit code yet, does not. */
    static boolean lives(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "stat"), StandardCharsets.ISO_8859_1);
            String state = stat.substring(stat.lastIndexOf(')') + 1).strip();
            return !state.startsWith("Z") && !state.startsWith("X");
        } catch (IOException e) {
            // Not Linux, or the process has ended just now.
            return process.isAlive();
        }
    }

    /** The last lines of its log, for the user. */
    public String tail() {
        try {
            List<String> lines = end().lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            return "(its log " + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    /** The first 64 KiB of its log. */
    String begin() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(log))) {
            return new String(in.readNBytes(LOG_END), StandardCharsets.UTF_8);
        }
    }

    private String end() throws IOException {
        try (FileChannel file = FileChannel.open(Path.of(log))) {
            file.position(Math.max(0, file.size() - LOG_END));
            return new String(Channels.newInputStream(file).readNBytes(LOG_END), StandardCharsets.UTF_8);
        }
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ServiceProcess::lives).filter(this::isThis);
    }

    private boolean isThis(ProcessHandle process) {
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        return Duration.between(start, started).abs().compareTo(SAME_START) <= 0;
    }
}
