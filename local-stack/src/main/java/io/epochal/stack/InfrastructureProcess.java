package io.epochal.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Kafka and S3 in a process of their own, without services: for a program that plays these itself. Ends with this JVM. This Kafka asks
 * nobody: it holds nothing but what is made for the program, which need not know how to log in.
 */
public final class InfrastructureProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final StackProcesses programs;
    private final Thread atExit = new Thread(this::kill, "infrastructure-exit");
    private final Endpoints endpoints;
    private volatile ServiceProcess process;

    /**
     * Starts it and waits until it is ready.
     *
     * @param home the folder for its data
     */
    public InfrastructureProcess(Path home, Installation installation) throws IOException {
        this.programs = new StackProcesses(home, installation);
        Files.createDirectories(home);
        this.endpoints = Endpoints.free(true);
        this.process = programs.infrastructure(endpoints);
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            awaitReady();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /** Kills it, and starts it again on its data and at its addresses; it is ready when this returns. */
    public void restart() throws IOException {
        kill();
        process = programs.infrastructure(endpoints);
        awaitReady();
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!programs.ready(process)) {
            if (!process.alive() || System.nanoTime() > deadline) {
                throw new IOException("Kafka and S3 did not start:\n" + process.tail());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void kill() {
        process.stop(Duration.ZERO);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        process.stop(GRACE);
    }
}
