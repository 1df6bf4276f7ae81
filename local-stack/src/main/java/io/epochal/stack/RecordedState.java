package io.epochal.stack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a stack and its endpoints, as recorded in the home folder.
 *
 * @param endpoints null until the infrastructure is ready
 * @param processes in the order of their start
 */
record RecordedState(@Nullable Endpoints endpoints, List<ServiceProcess> processes) {
    static final RecordedState NOTHING = new RecordedState(null, List.of());

    RecordedState {
        processes = List.copyOf(processes);
    }

    boolean anyAlive() {
        return processes.stream().anyMatch(ServiceProcess::alive);
    }

    /** The same with this process instead of the one with its name. */
    RecordedState with(ServiceProcess process) {
        List<ServiceProcess> all = new ArrayList<>(processes);
        int place = names().indexOf(process.name());
        if (place < 0) {
            all.add(process);
        } else {
            all.set(place, process);
        }
        return new RecordedState(endpoints, all);
    }

    RecordedState at(Endpoints found) {
        return new RecordedState(found, processes);
    }

    private List<String> names() {
        return processes.stream().map(ServiceProcess::name).toList();
    }
}
