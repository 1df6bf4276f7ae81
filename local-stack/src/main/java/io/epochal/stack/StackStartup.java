package io.epochal.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Starts the processes of a stack that are not running, and waits until each is ready. If one fails, or if the stack is taken down
 * meanwhile, those that were started here are stopped again.
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

    /** The caller holds the {@link StackLock}. */
    DesiredState run(List<String> services, @Nullable Integer port, boolean stays) throws IOException {
        Optional<DesiredState> before = folder.desired();
        if (before.isPresent() && folder.isAbandoned(before.get())) {
            before = Optional.empty();
        }
        if (before.isEmpty()) {
            // No stack should be up: stop the processes that are left over from an earlier one.
            StackShutdown.stop(folder, GRACE);
        }
        if (port != null) {
            requirePort(port);
        }
        DesiredState desired = DesiredState.of(before, services, stays, port);
        folder.write(desired);
        try {
            bringUp(desired);
            return desired;
        } catch (IOException | RuntimeException e) {
            undo(desired);
            throw e;
        }
    }

    private void requirePort(int port) throws IOException {
        if (alive(ServiceLauncher.CALLBACKS).isEmpty()) {
            ServiceAddress.requireFree(port);
            return;
        }
        Optional<ServiceAddress> now = folder.address();
        if (now.isPresent() && now.get().port() != port) {
            throw new IOException("the stack is up with its REST interface at "
                    + now.get().url() + "; ./epochal down stops it, ./epochal up --port " + port
                    + " starts it at the other port");
        }
    }

    /** All at once: a service waits by itself until Kafka and S3 answer, and most of its start is its own work. */
    private void bringUp(DesiredState desired) throws IOException {
        RecordedState before = folder.recorded();
        Endpoints known = before.endpoints();
        try {
            bringUp(desired, known == null ? Endpoints.free(kafkaIsOpen()) : known);
        } catch (IOException e) {
            // Another program may use its ports now. If no process was left that knows these ports, others will do.
            if (before.anyAlive() || alive(StackProcesses.INFRASTRUCTURE).isPresent() || !folder.isDesired(desired)) {
                throw e;
            }
            stopStarted();
            bringUp(desired, Endpoints.free(kafkaIsOpen()));
        }
    }

    private static boolean kafkaIsOpen() {
        return Boolean.parseBoolean(System.getenv("EPOCHAL_KAFKA_OPEN"));
    }

    private void bringUp(DesiredState desired, Endpoints endpoints) throws IOException {
        folder.write(folder.recorded().at(endpoints));
        KafkaProperties.write(folder.home(), endpoints);
        List<ServiceProcess> all = new ArrayList<>(List.of(infrastructure(endpoints)));
        for (String name : desired.services()) {
            Optional<ServiceProcess> there = alive(name);
            all.add(there.isPresent() ? there.get() : service(name, endpoints));
        }
        for (ServiceProcess process : all) {
            await(desired, process);
        }
        for (ServiceProcess process : all) {
            programs.giveWay(process);
        }
    }

    private ServiceProcess infrastructure(Endpoints endpoints) throws IOException {
        Optional<ServiceProcess> there = alive(StackProcesses.INFRASTRUCTURE);
        if (there.isPresent()) {
            return there.get();
        }
        listener.starting(StackProcesses.INFRASTRUCTURE);
        return began(programs.infrastructure(endpoints));
    }

    private ServiceProcess service(String name, Endpoints endpoints) throws IOException {
        listener.starting(name);
        return began(programs.service(name, endpoints, folder.port()));
    }

    private Optional<ServiceProcess> alive(String name) throws IOException {
        return folder.recorded().processes().stream()
                .filter(process -> process.name().equals(name) && process.alive())
                .findFirst();
    }

    private ServiceProcess began(ServiceProcess process) throws IOException {
        started.add(process);
        folder.write(folder.recorded().with(process));
        return process;
    }

    private void await(DesiredState desired, ServiceProcess process) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!programs.ready(process)) {
            if (!folder.isDesired(desired)) {
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
        programs.announce(process);
        listener.ready(process.name());
    }

    private void stopStarted() {
        StackShutdown.stop(started, GRACE);
        started.clear();
    }

    private void undo(DesiredState desired) throws IOException {
        stopStarted();
        if (!folder.recorded().anyAlive()) {
            if (folder.isDesired(desired)) {
                folder.deleteDesired();
            }
            folder.deleteRecorded();
        }
    }
}
