package io.epochal.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The stack on this machine: infrastructure, callback services and trainers, each its own process. */
public final class LocalStack {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final String FILE = "stack.json";

    /** What a running stack is made of, as it is written down in the home folder. */
    public record Running(Endpoints endpoints, List<ServiceProcess> processes) {}

    /** Hears of each process as it starts and as it can be used. */
    public interface Listener {
        void starting(String process);

        void ready(String process);
    }

    private final Path home;
    private final Running running;

    private LocalStack(Path home, Running running) {
        this.home = home;
        this.running = running;
    }

    /** The stack that runs on this home folder, if all of it is alive. */
    public static Optional<LocalStack> attach(Path home) throws IOException {
        Path file = home.resolve(FILE);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        LocalStack stack = new LocalStack(home, read(file));
        if (stack.processes().stream().allMatch(ServiceProcess::alive)) {
            return Optional.of(stack);
        }
        stack.stop();
        return Optional.empty();
    }

    /** Starts all of it and waits until each can be used; {@link IOException} says which one did not, with its last words. */
    public static LocalStack start(Path home, Installation installation, StackPlan plan, Listener listener)
            throws IOException {
        Files.createDirectories(home);
        try (FileChannel channel =
                        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new IOException("another command is starting a stack on " + home + " at this moment");
            }
            return new StackStart(home, installation, listener).run(plan);
        }
    }

    static LocalStack started(Path home, Endpoints endpoints, List<ServiceProcess> processes) throws IOException {
        Running running = new Running(endpoints, List.copyOf(processes));
        Files.write(home.resolve(FILE), Wire.JSON.writeValueAsBytes(running));
        return new LocalStack(home, running);
    }

    /**
     * Starts each process again that has died; what it was doing is done again or gone on with.
     *
     * @return the stack as it is now, and this one if all are alive
     */
    public LocalStack revive(Installation installation, Listener listener) throws IOException {
        if (processes().stream().allMatch(ServiceProcess::alive)) {
            return this;
        }
        StackStart start = new StackStart(home, installation, listener);
        List<ServiceProcess> all = new ArrayList<>();
        for (ServiceProcess process : processes()) {
            all.add(process.alive() ? process : start.revive(process.name(), endpoints()));
        }
        return started(home, endpoints(), all);
    }

    public Endpoints endpoints() {
        return running.endpoints();
    }

    public List<ServiceProcess> processes() {
        return running.processes();
    }

    /** Stops what runs, in the reverse order of its start. */
    public void stop() throws IOException {
        stop(processes(), GRACE);
        Files.deleteIfExists(home.resolve(FILE));
    }

    /** Kills what runs; data that are not on disk yet are lost. */
    public void kill() throws IOException {
        stop(processes(), Duration.ZERO);
        Files.deleteIfExists(home.resolve(FILE));
    }

    static void stop(List<ServiceProcess> processes) {
        stop(processes, GRACE);
    }

    private static void stop(List<ServiceProcess> processes, Duration grace) {
        List<ServiceProcess> reversed = new ArrayList<>(processes);
        Collections.reverse(reversed);
        reversed.forEach(process -> process.stop(grace));
    }

    private static Running read(Path file) throws IOException {
        try {
            return Wire.JSON.readValue(Files.readAllBytes(file), Running.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not what a stack writes; delete it: " + e.getMessage(), e);
        }
    }
}
