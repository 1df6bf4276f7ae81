package io.epochal.callback.recording;

import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * POSTs an epoch's logs for every RemoteMonitor of a run's list, from one thread behind a bounded queue: a server that is slow or
 * away delays nobody, and what does not fit is given up with a warning.
 *
 * <p>An epoch is posted once, also when it is trained again after a resume: that it was is written down before it is sent.
 */
public final class RemoteMonitorRecorder implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RemoteMonitorRecorder.class);
    private static final int WAITING = 100;

    private final Path root;
    private final Map<String, Posted> known = new HashMap<>();
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

    /** @param root where it is kept which epochs were posted, as {@code ROOT/RUN/.posted.json} */
    public RemoteMonitorRecorder(Path root) {
        this.root = root;
    }

    /** Takes note of what is to be sent; does not wait for it. {@link IOException} when no note can be taken. */
    public synchronized void record(TrainingEvent event) throws IOException {
        if (event instanceof TrainingEvent.Barrier barrier) {
            follow(barrier);
        } else if (event instanceof VerdictApplied applied) {
            send(applied);
        } else if (event instanceof RunEnded) {
            known.remove(event.run());
        }
    }

    /** To be called when a partition is this replica's from now on: only what is on disk is true. */
    public synchronized void letGo() {
        known.clear();
    }

    /** A person may have changed the list: what a verdict on this event records, it says by its places. */
    private void follow(TrainingEvent.Barrier barrier) throws IOException {
        Posted posted = posted(barrier.run());
        Map<Integer, Map<String, Object>> monitors = monitors(barrier.callbacks());
        if (!posted.monitors().equals(monitors)) {
            note(barrier.run(), posted.under(monitors));
        }
    }

    private static Map<Integer, Map<String, Object>> monitors(List<Map<String, Object>> callbacks) {
        Map<Integer, Map<String, Object>> monitors = new TreeMap<>();
        for (int position = 0; position < callbacks.size(); position++) {
            if ("RemoteMonitor".equals(callbacks.get(position).get("type"))) {
                monitors.put(position, callbacks.get(position));
            }
        }
        return monitors;
    }

    /** Of a run under way it is read when the recorder was restarted. */
    private Posted posted(String run) throws IOException {
        Posted posted = known.get(run);
        return posted == null ? Posted.readFrom(root.resolve(run)).orElse(Posted.NOTHING) : posted;
    }

    private void note(String run, Posted posted) throws IOException {
        posted.writeTo(root.resolve(run));
        known.put(run, posted);
    }

    private void send(VerdictApplied applied) throws IOException {
        Posted before = posted(applied.run());
        Posted after = before;
        List<Runnable> due = new ArrayList<>();
        for (Verdict.Recording recording : applied.recordings()) {
            Map<String, Object> monitor = before.monitors().get(recording.position());
            if (monitor != null) {
                RemotePost post = RemotePost.of(monitor);
                if (!before.covers(post.target(), applied.epoch())) {
                    after = after.with(post.target(), applied.epoch());
                    due.add(() -> post.send(applied.epoch(), recording.logs()));
                }
            }
        }
        if (!due.isEmpty()) {
            note(applied.run(), after);
            due.forEach(sender::execute);
        }
    }

    /** Drops what is still waiting. */
    @Override
    public void close() {
        sender.shutdownNow();
    }
}
