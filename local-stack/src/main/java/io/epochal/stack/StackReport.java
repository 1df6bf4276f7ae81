package io.epochal.stack;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the stack of a home folder.
 *
 * @param shouldBeUp whether it should be up
 * @param endpoints null when it has not been up
 * @param url of the REST interface; null when it has not been up
 * @param processes those that should run, including dead ones
 * @param marked all that run with the mark of the home folder
 */
public record StackReport(
        boolean shouldBeUp,
        @Nullable Endpoints endpoints,
        @Nullable String url,
        List<ServiceProcess> processes,
        List<ProcessHandle> marked) {
    public StackReport {
        processes = List.copyOf(processes);
        marked = List.copyOf(marked);
    }

    public boolean anyAlive() {
        return processes.stream().anyMatch(ServiceProcess::alive);
    }

    /** Whether all processes run that should, and no other. */
    public boolean isUp() {
        return shouldBeUp && !processes.isEmpty() && dead().isEmpty() && strays().isEmpty();
    }

    public List<String> dead() {
        return processes.stream()
                .filter(process -> !process.alive())
                .map(ServiceProcess::name)
                .toList();
    }

    /** The ids of processes that run and should not. */
    public List<Long> strays() {
        List<Long> known = processes.stream().map(ServiceProcess::pid).toList();
        return marked.stream()
                .map(ProcessHandle::pid)
                .filter(pid -> !known.contains(pid))
                .toList();
    }
}
