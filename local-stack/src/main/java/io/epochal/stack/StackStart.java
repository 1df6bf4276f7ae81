package io.epochal.stack;

import io.epochal.stack.ServiceProcess.Priority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** One start of the stack: process after process, each waited for, all taken down again if one fails. */
final class StackStart {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final String INFRASTRUCTURE = "infrastructure";

    private final Path home;
    private final Installation installation;
    private final Services services;
    private final LocalStack.Listener listener;
    private final List<ServiceProcess> started = new ArrayList<>();

    StackStart(Path home, Installation installation, LocalStack.Listener listener) {
        this.home = home;
        this.installation = installation;
        this.services = new Services(home, installation);
        this.listener = listener;
    }

    LocalStack run(StackPlan plan) throws IOException {
        try {
            Endpoints endpoints = infrastructure();
            List<ServiceProcess> all = new ArrayList<>();
            for (String name : plan.names()) {
                all.add(service(name, endpoints));
            }
            for (ServiceProcess process : all) {
                await(process, () -> services.ready(process));
            }
            return LocalStack.started(home, endpoints, started);
        } catch (IOException | RuntimeException e) {
            LocalStack.stop(started);
            throw e;
        }
    }

    /** Starts one process again, where it was, and waits until it can be used. */
    ServiceProcess revive(String name, Endpoints endpoints) throws IOException {
        if (name.equals(INFRASTRUCTURE)) {
            Path file = home.resolve(Infrastructure.FILE);
            Files.move(file, home.resolve(Infrastructure.BEFORE), StandardCopyOption.REPLACE_EXISTING);
            ServiceProcess infrastructure = infrastructureProcess();
            await(infrastructure, () -> Files.exists(file));
            return infrastructure;
        }
        ServiceProcess process = service(name, endpoints);
        await(process, () -> services.ready(process));
        return process;
    }

    private ServiceProcess service(String name, Endpoints endpoints) throws IOException {
        listener.starting(name);
        return began(services.start(name, endpoints));
    }

    private Endpoints infrastructure() throws IOException {
        Path file = home.resolve(Infrastructure.FILE);
        Files.deleteIfExists(file);
        Files.deleteIfExists(home.resolve(Infrastructure.BEFORE));
        await(infrastructureProcess(), () -> Files.exists(file));
        return Endpoints.readFrom(file);
    }

    private ServiceProcess infrastructureProcess() throws IOException {
        listener.starting(INFRASTRUCTURE);
        return began(ServiceProcess.start(
                INFRASTRUCTURE,
                Priority.BEHIND_TRAINING,
                ServiceProcess.java(List.of(
                        "-Xmx384m",
                        Services.LIGHT_COMPILER,
                        "-XX:+UseSerialGC",
                        "-jar",
                        installation.infrastructure().toString(),
                        home.toString())),
                Map.of(),
                home.resolve("logs").resolve(INFRASTRUCTURE + ".log")));
    }

    private ServiceProcess began(ServiceProcess process) {
        started.add(process);
        return process;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(ServiceProcess process, Condition condition) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            if (!process.alive()) {
                throw new IOException(process.name() + " ended while it was starting:\n" + process.tail());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(process.name() + " was not ready in time:\n" + process.tail());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        listener.ready(process.name());
    }
}
