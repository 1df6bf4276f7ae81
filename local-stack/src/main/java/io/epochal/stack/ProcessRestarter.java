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
 * Starts processes of a stack again that have died, for as long as the stack is meant to be up; what one was doing is done again or
 * gone on with. Whoever follows a run looks here again and again; a look waits for nothing.
 */
public final class ProcessRestarter {
    private final StackFolder folder;
    private final DesiredState intent;
    private final Endpoints endpoints;
    private final StackProcesses programs;
    private final Clock clock;
    private final RestartBackoff pauses = new RestartBackoff();
    private final Map<String, Instant> due = new HashMap<>();
    private final Set<String> starting = new HashSet<>();

    /** Hears what becomes of those that have died. */
    public interface RestartListener {
        /** @param pause until it is started again */
        void died(String process, Duration pause);

        void restarted(String process);
    }

    ProcessRestarter(
            StackFolder folder, DesiredState intent, Endpoints endpoints, Installation installation, Clock clock) {
        this.folder = folder;
        this.intent = intent;
        this.endpoints = endpoints;
        this.programs = new StackProcesses(folder.home(), installation);
        this.clock = clock;
    }

    /** Whether this stack is still meant to be up, where it was; if not, nothing was started. */
    public boolean check(RestartListener listener) throws IOException {
        if (!folder.means(intent)) {
            return false;
        }
        RecordedState running = folder.running();
        if (running.endpoints() != null && !running.endpoints().equals(endpoints)) {
            return false;
        }
        boolean wanted = false;
        for (ServiceProcess process : running.processes()) {
            if (!process.alive()) {
                wanted |= isDue(process, listener);
            } else if (starting.contains(process.name()) && programs.ready(process)) {
                starting.remove(process.name());
                listener.restarted(process.name());
            }
        }
        if (wanted) {
            startAgain();
        }
        return true;
    }

    private boolean isDue(ServiceProcess process, RestartListener listener) {
        Instant now = clock.instant();
        String death = process.name() + " " + process.pid();
        Instant at = due.get(death);
        if (at == null) {
            Duration pause = pauses.after(process.name(), process.pid(), Duration.between(process.started(), now));
            listener.died(process.name(), pause);
            at = now.plus(pause);
            due.keySet().removeIf(other -> other.startsWith(process.name() + " "));
            due.put(death, at);
        }
        return !now.isBefore(at);
    }

    /** By one of those who look. Another one may have been quicker, or have taken the stack down. */
    private void startAgain() throws IOException {
        Optional<StackLock> lock = folder.tryLock();
        if (lock.isEmpty()) {
            return;
        }
        try (StackLock held = lock.get()) {
            for (ServiceProcess process : folder.running().processes()) {
                if (folder.means(intent) && isWanted(process)) {
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
                : programs.service(name, endpoints);
        folder.write(folder.running().with(process));
        starting.add(name);
    }
}
