package io.epochal.stack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stack is made of, as it is written down in the home folder.
 *
 * @param endpoints null until the infrastructure can be used
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

    /** The same with this process in the place of the one of its name. */
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
