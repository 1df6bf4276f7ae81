package io.epochal.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The stack on this machine: infrastructure, callback services and trainers, each its own process. */
public final class LocalStack {
    /** A process that writes an archive of its classes takes longer. */
    private static final Duration GRACE = Duration.ofSeconds(ClassArchive.writing() ? 120 : 20);

    private static final Duration RESTARTED = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Is called for each process when it is started and when it is ready. */
    public interface StartupListener {
        void starting(String process);

        void ready(String process);
    }

    private final StackFolder folder;
    private final DesiredState desired;
    private final Endpoints endpoints;
    private final @Nullable StackLease users;

    private LocalStack(StackFolder folder, DesiredState desired, Endpoints endpoints, @Nullable StackLease users) {
        this.folder = folder;
        this.desired = desired;
        this.endpoints = endpoints;
        this.users = users;
    }

    /** The stack that should be up on this home folder, even if processes of it are dead. Changes nothing. */
    public static Optional<LocalStack> attach(Path home) throws IOException {
        StackFolder folder = new StackFolder(home);
        Optional<DesiredState> desired = folder.desired();
        if (desired.isPresent() && (folder.recorded().endpoints() == null || !folder.hasBeenReady())) {
            // Another command is starting it, and holds the lock until it is up.
            folder.lock().close();
            desired = folder.desired();
        }
        Endpoints endpoints = folder.recorded().endpoints();
        return desired.isEmpty() || endpoints == null || folder.isAbandoned(desired.get())
                ? Optional.empty()
                : Optional.of(new LocalStack(folder, desired.get(), endpoints, null));
    }

    /**
     * Starts those of these services that are not up, and leaves them running. {@link IOException} names one that did not start, or
     * says why the port cannot be used.
     */
    public static LocalStack up(Path home, Installation installation, StackPlan plan, StartupListener listener)
            throws IOException {
        return start(home, installation, plan.names(), plan.port(), true, listener);
    }

    /** The same for one command: a stack that was not started by {@link #up} stops when the last such command has ended. */
    public static LocalStack use(Path home, Installation installation, List<String> services, StartupListener listener)
            throws IOException {
        return start(home, installation, services, null, false, listener);
    }

    private static LocalStack start(
            Path home,
            Installation installation,
            List<String> services,
            @Nullable Integer port,
            boolean stays,
            StartupListener listener)
            throws IOException {
        StackFolder folder = new StackFolder(home);
        folder.prepare();
        try (StackLock lock = folder.lock()) {
            DesiredState desired = new StackStartup(folder, installation, listener).run(services, port, stays);
            Endpoints endpoints = folder.recorded().endpoints();
            if (endpoints == null) {
                throw new IOException("the stack on " + home + " has no endpoints");
            }
            return new LocalStack(folder, desired, endpoints, stays ? null : folder.lease());
        }
    }

    /** Stops all processes of any stack on this home folder; returns how many these were. */
    public static int down(Path home) throws IOException {
        StackFolder folder = new StackFolder(home);
        if (Files.notExists(home)) {
            return 0;
        }
        // First, so that no command restarts a process, and one that is starting the stack gives up.
        folder.deleteDesired();
        try (StackLock lock = folder.lock()) {
            folder.deleteDesired();
            return StackShutdown.stop(folder, GRACE);
        }
    }

    /** The token that the callback services of a home folder let in; empty before the first of them has started. */
    public static Optional<String> token(Path home) throws IOException {
        try {
            return Optional.of(
                    Files.readString(home.resolve(ServiceLauncher.TOKEN)).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Where the settings are by which other programs reach the Kafka of a home folder, as long as its stack is up. */
    public static Path kafkaProperties(Path home) {
        return home.resolve(KafkaProperties.FILE);
    }

    /** The state of the stack on a home folder. Changes nothing. */
    public static StackReport report(Path home) throws IOException {
        StackFolder folder = new StackFolder(home);
        RecordedState running = folder.recorded();
        return new StackReport(
                folder.desired().isPresent(),
                running.endpoints(),
                folder.address().map(ServiceAddress::url).orElse(null),
                running.processes(),
                MarkedProcesses.of(home));
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /** Whether Kafka and S3 are up, or are restarted within 5 s by a command that follows a run. */
    public boolean reachable() throws IOException {
        long deadline = System.nanoTime() + RESTARTED.toNanos();
        while (!infrastructureAlive()) {
            if (System.nanoTime() > deadline || !folder.isDesired(desired)) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    private boolean infrastructureAlive() throws IOException {
        return folder.recorded().processes().stream()
                .anyMatch(process -> process.name().equals(StackProcesses.INFRASTRUCTURE) && process.alive());
    }

    /** For a command that follows a run on it. */
    public ProcessRestarter restarter(Installation installation) {
        return new ProcessRestarter(folder, desired, endpoints, installation, Clock.systemUTC());
    }

    /** This command does not use the stack any more. Stops it cleanly, if no other command uses it and it was not started by {@link #up}. */
    public void leave() throws IOException {
        leave(GRACE, StackFolder.LOCK_TIMEOUT);
    }

    /** The same at once: data that are not on disk yet are lost. */
    public void abandon() throws IOException {
        leave(Duration.ZERO, Duration.ofSeconds(2));
    }

    private void leave(Duration grace, Duration timeout) throws IOException {
        if (users == null) {
            return;
        }
        try (StackLock lock = folder.lock(timeout);
                StackLease left = users) {
            boolean wanted = folder.desired()
                    .filter(now -> now.token().equals(desired.token()) && !now.stays())
                    .isPresent();
            if (left.release() && wanted) {
                folder.deleteDesired();
                var unused = StackShutdown.stop(folder, grace);
            }
        }
    }
}
