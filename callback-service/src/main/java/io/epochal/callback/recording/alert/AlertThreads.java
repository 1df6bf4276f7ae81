package io.epochal.callback.recording.alert;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The threads that alerts are sent on. */
final class AlertThreads {
    private AlertThreads() {}

    /** One that does not keep the process alive. */
    static ScheduledThreadPoolExecutor one(String name) {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
