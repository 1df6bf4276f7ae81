package io.epochal.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings up what is meant to be up and is not: process after process, each waited for. What this has started goes down again if one
 * of it fails, or if somebody takes the stack down meanwhile.
 */
final class StackStartup {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final StackFolder folder;
    private final StackProcesses programs;
    private final LocalStack.StartupListener listener;
    private final List<ServiceProcess> started = new ArrayList<>();

    StackStartup(StackFolder folder, Installation installation, LocalStack.StartupListener listener) {
        this.folder = folder;
        this.programs = new StackProcesses(folder.home(), installation);
        this.listener = listener;
    }

    /** To be called by who holds the {@link StackLock}. */
    DesiredState run(List<String> services, boolean stays) throws IOException {
        Optional<DesiredState> before = folder.intent();
        if (before.isPresent() && folder.isAbandoned(before.get())) {
            before = Optional.empty();
        }
        if (before.isEmpty()) {
            // Nothing is meant to be up; what is left of a stack would be in the way.
            StackShutdown.stop(folder, GRACE);
        }
        DesiredState intent = DesiredState.of(before, services, stays);
        folder.write(intent);
        try {
            bringUp(intent);
            return intent;
        } catch (IOException | RuntimeException e) {
            takeBack(intent);
            throw e;
        }
    }

    private void bringUp(DesiredState intent) throws IOException {
        Endpoints endpoints = infrastructure(intent);
        List<ServiceProcess> all = new ArrayList<>();
        for (String name : intent.services()) {
            Optional<ServiceProcess> there = alive(name);
            all.add(there.isPresent() ? there.get() : service(name, endpoints));
        }
        for (ServiceProcess process : all) {
            await(intent, process);
        }
    }

    private Endpoints infrastructure(DesiredState intent) throws IOException {
        RecordedState running = folder.running();
        Optional<ServiceProcess> there = alive(StackProcesses.INFRASTRUCTURE);
        if (there.isEmpty()) {
            startInfrastructure(intent, running);
        } else {
            await(intent, there.get());
        }
        Endpoints found = programs.found();
        folder.write(folder.running().at(found));
        return found;
    }

    private void startInfrastructure(DesiredState intent, RecordedState before) throws IOException {
        listener.starting(StackProcesses.INFRASTRUCTURE);
        try {
            await(intent, began(programs.infrastructure(before.endpoints())));
        } catch (IOException e) {
            // Its ports may be somebody else's by now, and nobody is left who knows them.
            if (before.endpoints() == null || before.anyAlive() || !folder.means(intent)) {
                throw e;
            }
            await(intent, began(programs.infrastructure(null)));
        }
    }

    private ServiceProcess service(String name, Endpoints endpoints) throws IOException {
        listener.starting(name);
        return began(programs.service(name, endpoints));
    }

    private Optional<ServiceProcess> alive(String name) throws IOException {
        return folder.running().processes().stream()
                .filter(process -> process.name().equals(name) && process.alive())
                .findFirst();
    }

    private ServiceProcess began(ServiceProcess process) throws IOException {
        started.add(process);
        folder.write(folder.running().with(process));
        return process;
    }

    private void await(DesiredState intent, ServiceProcess process) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!programs.ready(process)) {
            if (!folder.means(intent)) {
                throw new IOException("the stack was taken down while it was starting");
            }
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

    private void takeBack(DesiredState intent) throws IOException {
        Collections.reverse(started);
        started.forEach(process -> process.stop(GRACE));
        if (!folder.running().anyAlive()) {
            if (folder.means(intent)) {
                folder.withdraw();
            }
            folder.forgetRunning();
        }
    }
}
