package io.epochal.callback.recording;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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
    public void record(TrainingEvent event) throws IOException {
        if (event instanceof RunStarted started) {
            begin(started.run(), started.spec());
        } else if (event instanceof RunResumed resumed) {
            begin(resumed.run(), resumed.spec());
        } else if (event instanceof VerdictApplied applied) {
            Posted posted = posted(applied.run());
            if (posted != null) {
                send(applied, posted);
            }
        } else if (event instanceof RunEnded) {
            known.remove(event.run());
        }
    }

    private void begin(String run, RunSpec spec) throws IOException {
        boolean monitored = spec.callbacks().stream().anyMatch(RemoteMonitorRecorder::posts);
        if (monitored && posted(run) == null) {
            note(run, new Posted(spec.callbacks(), Map.of()));
        }
    }

    /** Of a run under way it is read when the recorder was restarted; null for a run without RemoteMonitor. */
    private @Nullable Posted posted(String run) throws IOException {
        Posted posted = known.get(run);
        return posted == null ? Posted.readFrom(root.resolve(run)).orElse(null) : posted;
    }

    private void note(String run, Posted posted) throws IOException {
        posted.writeTo(root.resolve(run));
        known.put(run, posted);
    }

    private void send(VerdictApplied applied, Posted before) throws IOException {
        Posted posted = before;
        for (Verdict.Recording recording : applied.recordings()) {
            int position = recording.position();
            boolean due = position < posted.callbacks().size()
                    && posts(posted.callbacks().get(position))
                    && !posted.covers(position, applied.epoch());
            if (due) {
                posted = posted.with(position, applied.epoch());
                note(applied.run(), posted);
                RemotePost post = RemotePost.of(posted.callbacks().get(position));
                sender.execute(() -> post.send(applied.epoch(), recording.logs()));
            }
        }
    }

    private static boolean posts(Map<String, Object> callback) {
        return "RemoteMonitor".equals(callback.get("type"));
    }

    /** Drops what is still waiting. */
    @Override
    public void close() {
        sender.shutdownNow();
    }
}
