package io.epochal.stack;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Restarts dead processes of a stack while the stack should be up. A command that follows a run calls {@link #check} repeatedly; a
 * check does not block.
 */
public final class ProcessRestarter {
    private final StackFolder folder;
    private final DesiredState desired;
    private final Endpoints endpoints;
    private final StackProcesses programs;
    private final Clock clock;
    private final RestartBackoff backoff = new RestartBackoff();
    private final Map<String, Instant> due = new HashMap<>();
    private final Set<String> starting = new HashSet<>();

    /** Receives what happens to dead processes. */
    public interface RestartListener {
        /** @param delay until it is restarted */
        void died(String process, Duration delay);

        void restarted(String process);
    }

    ProcessRestarter(
            StackFolder folder, DesiredState desired, Endpoints endpoints, Installation installation, Clock clock) {
        this.folder = folder;
        this.desired = desired;
        this.endpoints = endpoints;
        this.programs = new StackProcesses(folder.home(), installation);
        this.clock = clock;
    }

    /** Restarts the dead processes whose delay is over; false, without any restart, when the stack was taken down or replaced. */
    public boolean check(RestartListener listener) throws IOException {
        if (!folder.isDesired(desired)) {
            return false;
        }
        RecordedState running = folder.recorded();
        if (running.endpoints() != null && !running.endpoints().equals(endpoints)) {
            return false;
        }
        boolean wanted = false;
        for (ServiceProcess process : running.processes()) {
            if (!process.alive()) {
                wanted |= isDue(process, listener);
            } else if (starting.contains(process.name()) && programs.ready(process)) {
                starting.remove(process.name());
                programs.announce(process);
                programs.giveWay(process);
                listener.restarted(process.name());
            }
        }
        if (wanted) {
            restart();
        }
        return true;
    }

    private boolean isDue(ServiceProcess process, RestartListener listener) {
        Instant now = clock.instant();
        String death = process.name() + " " + process.pid();
        Instant at = due.get(death);
        if (at == null) {
            Duration delay = backoff.after(process.name(), process.pid(), Duration.between(process.started(), now));
            listener.died(process.name(), delay);
            at = now.plus(delay);
            due.keySet().removeIf(other -> other.startsWith(process.name() + " "));
            due.put(death, at);
        }
        return !now.isBefore(at);
    }

    /** Another command may have restarted the processes, or taken the stack down, in the meantime. */
    private void restart() throws IOException {
        Optional<StackLock> lock = folder.tryLock();
        if (lock.isEmpty()) {
            return;
        }
        try (StackLock held = lock.get()) {
            for (ServiceProcess process : folder.recorded().processes()) {
                if (folder.isDesired(desired) && isWanted(process)) {
                    start(process.name());
                }
            }
        }
    }

    private boolean isWanted(ServiceProcess process) {
        Instant at = due.get(process.name() + " " + process.pid());
        return !process.alive() && at != null && !clock.instant().isBefore(at);
    }

    private void start(String name) throws IOException {
        ServiceProcess process = name.equals(StackProcesses.INFRASTRUCTURE)
                ? programs.infrastructure(endpoints)
                : programs.service(name, endpoints, folder.port());
        folder.write(folder.recorded().with(process));
        starting.add(name);
    }
}
