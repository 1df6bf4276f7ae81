package io.epochal.callback.recording;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Logs which recordings have failed, counts them, and keeps the latest for the health check. */
public final class FailedRecordings implements RecordingFailures {
    private static final Logger LOG = Logger.getLogger(FailedRecordings.class);
    private static final int KEPT = 100;

    private final Consumer<String> counter;
    private final Deque<RecordingFailure> latest = new ArrayDeque<>();

    /** @param counter is called with the recorder's name at each failure */
    public FailedRecordings(Consumer<String> counter) {
        this.counter = counter;
    }

    @Override
    public void failed(RecordingFailure failure) {
        LOG.warnf(
                "%s: run %s, %s is not recorded%s: %s",
                failure.recorder(),
                failure.run(),
                failure.place(),
                failure.temporary() ? " until this service restarts and writes it anew" : "",
                failure.reason());
        counter.accept(failure.recorder());
        synchronized (latest) {
            latest.addLast(failure);
            if (latest.size() > KEPT) {
                latest.removeFirst();
            }
        }
    }

    /** At most {@value #KEPT}, oldest first, since this process started. */
    public List<RecordingFailure> latest() {
        synchronized (latest) {
            return List.copyOf(latest);
        }
    }
}
