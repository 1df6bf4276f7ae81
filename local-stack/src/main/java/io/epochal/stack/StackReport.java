package io.epochal.stack;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the stack of a home folder stands.
 *
 * @param meantUp whether it is meant to be up
 * @param endpoints null when it has not been up
 * @param processes those that are meant to run, dead ones too
 * @param marked all that run, whatever is written down
 */
public record StackReport(
        boolean meantUp, @Nullable Endpoints endpoints, List<ServiceProcess> processes, List<ProcessHandle> marked) {
    public StackReport {
        processes = List.copyOf(processes);
        marked = List.copyOf(marked);
    }

    public boolean anyAlive() {
        return processes.stream().anyMatch(ServiceProcess::alive);
    }

    public List<String> dead() {
        return processes.stream()
                .filter(process -> !process.alive())
                .map(ServiceProcess::name)
                .toList();
    }

    /** The ids of processes that run and are not among those that are meant to. */
    public List<Long> strays() {
        List<Long> known = processes.stream().map(ServiceProcess::pid).toList();
        return marked.stream()
                .map(ProcessHandle::pid)
                .filter(pid -> !known.contains(pid))
                .toList();
    }
}
