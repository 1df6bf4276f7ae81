package io.epochal.stack;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Stops a stack: first its services, at once; then Kafka and S3, which these need to their end; then all others with its mark. */
final class StackShutdown {
    private StackShutdown() {}

    /**
     * Returns how many processes there were. The caller holds the {@link StackLock}.
     *
     * @param grace for each to end in order before it is killed
     */
    static int stop(StackFolder folder, Duration grace) throws IOException {
        int before = MarkedProcesses.of(folder.home()).size();
        List<ServiceProcess> known = known(folder);
        long alive = known.stream().filter(ServiceProcess::alive).count();
        stop(known, grace);
        MarkedProcesses.end(folder.home(), grace);
        folder.deleteRecorded();
        return (int) Math.max(alive, before);
    }

    /** Stops these; none of the services needs another one for its end. */
    static void stop(List<ServiceProcess> processes, Duration grace) {
        stopAtOnce(processes.stream().filter(one -> !isInfrastructure(one)).toList(), grace);
        stopAtOnce(processes.stream().filter(StackShutdown::isInfrastructure).toList(), grace);
    }

    private static boolean isInfrastructure(ServiceProcess process) {
        return process.name().equals(StackProcesses.INFRASTRUCTURE);
    }

    private static void stopAtOnce(List<ServiceProcess> processes, Duration grace) {
        processes.forEach(ServiceProcess::terminate);
        processes.forEach(process -> process.stop(grace));
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
