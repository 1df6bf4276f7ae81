package io.epochal.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How a stack ends: what is written down goes first, in the reverse order of its start; then whatever else has its mark. */
final class StackShutdown {
    private StackShutdown() {}

    /**
     * Returns how many processes there were. To be called by who holds the {@link StackLock}.
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
        folder.forgetRunning();
        return (int) Math.max(alive, before);
    }

    /** What cannot be read is no reason to leave anything running: its mark tells. */
    private static List<ServiceProcess> known(StackFolder folder) {
        try {
            return folder.running().processes();
        } catch (IOException e) {
            return List.of();
        }
    }
}
