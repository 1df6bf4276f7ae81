package io.epochal.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The stack on this machine: infrastructure, callback services and trainers, each its own process. */
public final class LocalStack {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration REVIVED = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Hears of each process as it starts and as it can be used. */
    public interface StartupListener {
        void starting(String process);

        void ready(String process);
    }

    private final StackFolder folder;
    private final DesiredState intent;
    private final Endpoints endpoints;
    private final @Nullable StackLease users;

    private LocalStack(StackFolder folder, DesiredState intent, Endpoints endpoints, @Nullable StackLease users) {
        this.folder = folder;
        this.intent = intent;
        this.endpoints = endpoints;
        this.users = users;
    }

    /** The stack that is meant to be up on this home folder. Changes nothing, whatever of it is dead. */
    public static Optional<LocalStack> attach(Path home) throws IOException {
        StackFolder folder = new StackFolder(home);
        Optional<DesiredState> intent = folder.intent();
        if (intent.isPresent() && folder.running().endpoints() == null) {
            // Somebody is starting it; who does so holds the lock until it is up.
            folder.lock().close();
            intent = folder.intent();
        }
        Endpoints endpoints = folder.running().endpoints();
        return intent.isEmpty() || endpoints == null || folder.isAbandoned(intent.get())
                ? Optional.empty()
                : Optional.of(new LocalStack(folder, intent.get(), endpoints, null));
    }

    /** Brings up what is missing of these services, and leaves it up; {@link IOException} says which one did not come up. */
    public static LocalStack up(Path home, Installation installation, List<String> services, StartupListener listener)
            throws IOException {
        return bring(home, installation, services, true, listener);
    }

    /** The same for one command: a stack that nobody has asked to stay goes down when the last such command has left. */
    public static LocalStack use(Path home, Installation installation, List<String> services, StartupListener listener)
            throws IOException {
        return bring(home, installation, services, false, listener);
    }

    private static LocalStack bring(
            Path home, Installation installation, List<String> services, boolean stays, StartupListener listener)
            throws IOException {
        StackFolder folder = new StackFolder(home);
        folder.prepare();
        try (StackLock lock = folder.lock()) {
            DesiredState intent = new StackStartup(folder, installation, listener).run(services, stays);
            Endpoints endpoints = folder.running().endpoints();
            if (endpoints == null) {
                throw new IOException("the stack on " + home + " does not say where it is");
            }
            return new LocalStack(folder, intent, endpoints, stays ? null : folder.join());
        }
    }

    /** Stops all that is left of any stack on this home folder; returns how many processes that were. */
    public static int down(Path home) throws IOException {
        StackFolder folder = new StackFolder(home);
        if (Files.notExists(home)) {
            return 0;
        }
        // First, so that nobody starts anything again, and whoever is starting it gives up.
        folder.withdraw();
        try (StackLock lock = folder.lock()) {
            folder.withdraw();
            return StackShutdown.stop(folder, GRACE);
        }
    }

    /** What there is on a home folder. Changes nothing. */
    public static StackReport report(Path home) throws IOException {
        StackFolder folder = new StackFolder(home);
        RecordedState running = folder.running();
        return new StackReport(
                folder.intent().isPresent(), running.endpoints(), running.processes(), MarkedProcesses.of(home));
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /** Whether Kafka and S3 are there, or come back at once because somebody follows a run. */
    public boolean reachable() throws IOException {
        long deadline = System.nanoTime() + REVIVED.toNanos();
        while (!infrastructureLives()) {
            if (System.nanoTime() > deadline || !folder.means(intent)) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    private boolean infrastructureLives() throws IOException {
        return folder.running().processes().stream()
                .anyMatch(process -> process.name().equals(StackProcesses.INFRASTRUCTURE) && process.alive());
    }

    /** For whoever follows a run on it. */
    public ProcessRestarter restarter(Installation installation) {
        return new ProcessRestarter(folder, intent, endpoints, installation, Clock.systemUTC());
    }

    /** This command does not use it any more; if nobody else does and nobody wants it to stay, it goes down in order. */
    public void leave() throws IOException {
        leave(GRACE, StackFolder.PATIENCE);
    }

    /** The same at once: data that are not on disk yet are lost. */
    public void abandon() throws IOException {
        leave(Duration.ZERO, Duration.ofSeconds(2));
    }

    private void leave(Duration grace, Duration patience) throws IOException {
        if (users == null) {
            return;
        }
        try (StackLock lock = folder.lock(patience);
                StackLease left = users) {
            boolean wanted = folder.intent()
                    .filter(now -> now.token().equals(intent.token()) && !now.stays())
                    .isPresent();
            if (left.leave() && wanted) {
                folder.withdraw();
                var unused = StackShutdown.stop(folder, grace);
            }
        }
    }
}
