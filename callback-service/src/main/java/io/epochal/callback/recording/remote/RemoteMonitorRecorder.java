package io.epochal.callback.recording.remote;

import io.epochal.callback.policy.AcceptedCallbacks;
import io.epochal.callback.policy.RemoteMonitor;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * POSTs an epoch's logs for every RemoteMonitor of a run's list. Each run and target has a bounded queue of its own: a server that
 * is slow or unavailable delays no other one, and what does not fit is discarded.
 *
 * <p>An epoch is posted once, also when it is trained again after a resume: it is noted before it is sent. A failure ends what it
 * concerns and is reported to {@link RecordingFailures}.
 */
public final class RemoteMonitorRecorder implements AutoCloseable {
    public static final String NAME = "remote-monitor";
    private static final int MOST_MONITORS = 16;

    private final RecordingFailures failures;
    private final PostQueues queues;
    private final MonitoredRuns runs;

    /**
     * @param root where it is kept which epochs were posted, as {@code ROOT/RUN/.posted.json}
     * @param allowed private addresses that a run may post to
     */
    public RemoteMonitorRecorder(Path root, PrivateDestinations allowed, RecordingFailures failures) {
        this.runs = new MonitoredRuns(new RecordingRoot(root));
        this.failures = failures;
        this.queues = new PostQueues(allowed, failures);
    }

    /** Queues what is to be sent; does not wait for it. */
    public synchronized void record(TrainingEvent event) {
        try {
            Identifier.check("run", event.run());
            if (event instanceof TrainingEvent.Barrier barrier) {
                follow(barrier);
            } else if (event instanceof VerdictApplied applied) {
                send(applied);
            } else if (event instanceof RunEnded) {
                runs.forget(event.run());
            }
        } catch (Throwable thrown) {
            failures.failed(RecordingFailure.of(NAME, event.run(), "an event", thrown));
        }
    }

    /** To be called when a partition moves to this replica: only what is on disk is true. */
    public synchronized void release() {
        runs.forgetAll();
    }

    /** A user may have replaced the list: the verdict on this event names its recordings by their positions in the new one. */
    private void follow(TrainingEvent.Barrier barrier) throws IOException {
        MonitoredRuns.Run run = runs.get(barrier.run());
        Map<Integer, Map<String, Object>> monitors = monitors(barrier.callbacks());
        if (run.posted().monitors().equals(monitors)) {
            return;
        }
        try {
            var unused = AcceptedCallbacks.of(barrier);
        } catch (SpecException e) {
            report(run, "its callbacks", String.valueOf(e.getMessage()));
            return;
        }
        if (monitors.size() > MOST_MONITORS) {
            report(run, "its callbacks", "of its RemoteMonitors " + MOST_MONITORS + " are recorded");
            monitors.keySet().removeAll(List.copyOf(monitors.keySet()).subList(MOST_MONITORS, monitors.size()));
        }
        runs.update(run, run.posted().with(monitors));
    }

    private static Map<Integer, Map<String, Object>> monitors(List<Map<String, Object>> callbacks) {
        Map<Integer, Map<String, Object>> monitors = new TreeMap<>();
        for (int position = 0; position < callbacks.size(); position++) {
            @Nullable Map<String, Object> callback = callbacks.get(position);
            if (callback != null && RemoteMonitor.TYPE.equals(callback.get("type"))) {
                monitors.put(position, callback);
            }
        }
        return monitors;
    }

    private void send(VerdictApplied applied) throws IOException {
        MonitoredRuns.Run run = runs.get(applied.run());
        PostedEpochs after = run.posted();
        List<PendingPost> due = new ArrayList<>();
        for (Verdict.Recording recording : applied.recordings()) {
            Map<String, Object> monitor = run.posted().monitors().get(recording.position());
            PendingPost post = monitor == null ? null : post(applied, recording, monitor, run);
            if (post != null && !after.cover(post.target(), post.epoch())) {
                after = after.with(post.target(), post.epoch());
                due.add(post);
            }
        }
        if (!due.isEmpty()) {
            runs.update(run, after);
            due.forEach(queues::add);
        }
    }

    /** Null for what cannot be sent, which is reported. */
    private @Nullable PendingPost post(
            VerdictApplied applied, Verdict.Recording recording, Map<String, Object> monitor, MonitoredRuns.Run run) {
        String field = "callbacks[" + recording.position() + "]";
        try {
            PostRequest request =
                    PostRequest.of(RemoteMonitor.read(Fields.of(field, monitor).lenient()));
            if (!queues.haveRoom(applied.run(), request.target())) {
                String reason = "epoch " + applied.epoch() + " is not posted: too many posts are waiting";
                failures.failed(new RecordingFailure(NAME, applied.run(), shown(request.target()), reason, false));
                return null;
            }
            return request.of(applied.run(), applied.epoch(), recording.logs());
        } catch (RuntimeException | StackOverflowError e) {
            RecordingFailure failure = RecordingFailure.of(NAME, applied.run(), field, e);
            if (run.isFirstReport(failure.place() + failure.reason())) {
                failures.failed(failure);
            }
            return null;
        }
    }

    private void report(MonitoredRuns.Run run, String what, String reason) {
        if (run.isFirstReport(what + ": " + reason)) {
            failures.failed(new RecordingFailure(NAME, run.id(), what, reason, false));
        }
    }

    /** A target without its user and query, which may hold secrets. */
    static String shown(URI target) {
        return target.getScheme() + "://" + target.getRawAuthority() + target.getRawPath();
    }

    /** Discards what is still waiting. */
    @Override
    public void close() {
        queues.close();
    }
}
