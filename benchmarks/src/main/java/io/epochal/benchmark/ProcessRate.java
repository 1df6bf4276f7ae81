package io.epochal.benchmark;

import io.epochal.stack.ServiceProcess;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** How fast a process works through what is in the log when it starts. */
final class ProcessRate {
    private static final Duration LOOK = Duration.ofMillis(10);
    /** By then a process has committed what it has handled, so that the next one does not handle that again. */
    private static final Duration COMMITTED = Duration.ofSeconds(1);

    private static final Duration GRACE = Duration.ofSeconds(5);
    /** Until then its code is not compiled. */
    private static final double WARM_UP = 0.3;

    private ProcessRate() {}

    /**
     * Ends the process when it is done.
     *
     * @param done how much is done now, by this process or before
     * @param more how much this process has to do
     * @return how much a second, without the first third
     */
    static double measure(ServiceProcess process, LongSupplier done, long before, long more) {
        await(process, done, before + (long) (WARM_UP * more));
        long first = done.getAsLong();
        long began = System.nanoTime();
        await(process, done, before + more);
        double seconds = (System.nanoTime() - began) / 1e9;
        LockSupport.parkNanos(COMMITTED.toNanos());
        process.stop(GRACE);
        return (before + more - first) / seconds;
    }

    private static void await(ServiceProcess process, LongSupplier done, long enough) {
        while (done.getAsLong() < enough) {
            if (!process.alive()) {
                throw new IllegalStateException(process.name() + " has ended:\n" + process.tail());
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
