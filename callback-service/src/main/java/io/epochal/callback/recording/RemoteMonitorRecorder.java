package io.epochal.callback.recording;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * POSTs an epoch's logs for every RemoteMonitor of a run's list, from one thread behind a bounded queue: a server that is slow or
 * away delays nobody, and what does not fit is given up with a warning.
 */
public final class RemoteMonitorRecorder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RemoteMonitorRecorder.class);
    private static final int WAITING = 100;

    private final Map<String, List<Map<String, Object>>> callbacks = new HashMap<>();
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            task -> {
                Thread thread = new Thread(task, "remote-monitor");
                thread.setDaemon(true);
                return thread;
            },
            (task, pool) -> LOG.warnf("%d POSTs of RemoteMonitor are waiting; one more is given up", WAITING));

    /** Takes note of what is to be sent; does not wait for it. */
    public void record(TrainingEvent event) {
        if (event instanceof TrainingEvent.Barrier barrier) {
            callbacks.put(barrier.run(), barrier.callbacks());
        } else if (event instanceof VerdictApplied applied) {
            for (Verdict.Recording recording : applied.recordings()) {
                send(applied, recording);
            }
        } else if (event instanceof RunEnded) {
            callbacks.remove(event.run());
        }
    }

    private void send(VerdictApplied applied, Verdict.Recording recording) {
        List<Map<String, Object>> list = callbacks.getOrDefault(applied.run(), List.of());
        if (recording.position() < list.size()
                && "RemoteMonitor".equals(list.get(recording.position()).get("type"))) {
            RemotePost post = RemotePost.of(list.get(recording.position()));
            Metrics logs = recording.logs();
            sender.execute(() -> post.send(applied.epoch(), logs));
        }
    }

    /** Drops what is still waiting. */
    @Override
    public void close() {
        sender.shutdownNow();
    }
}
