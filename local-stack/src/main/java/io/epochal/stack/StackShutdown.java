package io.epochal.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Stops a stack: first its recorded processes, in the reverse order of their start; then all others with its mark. */
final class StackShutdown {
    private StackShutdown() {}

    /**
     * Returns how many processes there were. The caller holds the {@link StackLock}.
     *
     * @param grace for each to end in order before it is killed
     */
    static int stop(StackFolder folder, Duration grace) throws IOException {
        int before = MarkedProcesses.of(folder.home()).size();
        List<ServiceProcess> known = new ArrayList<>(known(folder));
        Collections.reverse(known);
        long alive = known.stream().filter(ServiceProcess::alive).count();
        known.forEach(process -> process.stop(grace));
        MarkedProcesses.end(folder.home(), grace);
        folder.deleteRecorded();
        return (int) Math.max(alive, before);
    }

    /** Where the record is unreadable, the processes are found by their mark. */
    private static List<ServiceProcess> known(StackFolder folder) {
        try {
            return folder.recorded().processes();
        } catch (IOException e) {
            return List.of();
        }
    }
}
