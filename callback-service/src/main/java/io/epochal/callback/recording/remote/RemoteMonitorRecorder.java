package io.epochal.callback.recording.remote;

import io.epochal.callback.policy.AcceptedCallbacks;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.callback.recording.folder.RecordingRoot;
import io.epochal.protocol.Identifier;
import io.epochal.protocol.SpecException;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * POSTs an epoch's logs for every RemoteMonitor of a run's list. Each run and target has a bounded queue of its own: a server that is
 * slow or away delays nobody else, and what does not fit is given up.
 *
 * <p>An epoch is posted once, also when it is trained again after a resume: that it was is written down before it is sent. What goes
 * wrong ends what it concerns, and {@link RecordingFailures} is told.
 */
public final class RemoteMonitorRecorder implements AutoCloseable {
    public static final String NAME = "remote-monitor";
    public static final int MOST_MONITORS = 16;
    private static final int MOST_RUNS = 2000;
    private static final int MOST_SAID = 50;

    private final RecordingRoot root;
    private final RecordingFailures failures;
    private final PostQueues queues;
    private final Map<String, Run> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Run> eldest) {
            return size() > MOST_RUNS;
        }
    };

    private record Run(PostedEpochs posted, Set<String> said) {}

    /**
     * @param root where it is kept which epochs were posted, as {@code ROOT/RUN/.posted.json}
     * @param privateAddresses whether a run may have this machine and its network posted to
     */
    public RemoteMonitorRecorder(Path root, boolean privateAddresses, RecordingFailures failures) {
        this.root = new RecordingRoot(root);
        this.failures = failures;
        this.queues = new PostQueues(privateAddresses, failures);
    }

    /** Takes note of what is to be sent; does not wait for it. */
    public synchronized void record(TrainingEvent event) {
        try {
            Identifier.check("run", event.run());
            if (event instanceof TrainingEvent.Barrier barrier) {
                follow(barrier);
            } else if (event instanceof VerdictApplied applied) {
                send(applied);
            } else if (event instanceof RunEnded) {
                known.remove(event.run());
            }
        } catch (Throwable thrown) {
            failures.failed(RecordingFailure.of(NAME, event.run(), "an event", thrown));
        }
    }

    /** To be called when a partition is this replica's from now on: only what is on disk is true. */
    public synchronized void letGo() {
        known.clear();
    }

    /** A person may have changed the list: what a verdict on this event records, it says by its places. */
    private void follow(TrainingEvent.Barrier barrier) throws IOException {
        Run run = run(barrier.run());
        Map<Integer, Map<String, Object>> monitors = monitors(barrier.callbacks());
        if (run.posted().monitors().equals(monitors)) {
            return;
        }
        try {
            AcceptedCallbacks.check(barrier);
        } catch (SpecException e) {
            say(barrier.run(), run, "its callbacks", String.valueOf(e.getMessage()));
            return;
        }
        if (monitors.size() > MOST_MONITORS) {
            say(barrier.run(), run, "its callbacks", "of its RemoteMonitors " + MOST_MONITORS + " are followed");
            monitors.keySet().removeAll(List.copyOf(monitors.keySet()).subList(MOST_MONITORS, monitors.size()));
        }
        note(barrier.run(), run, run.posted().under(monitors));
    }

    private static Map<Integer, Map<String, Object>> monitors(List<Map<String, Object>> callbacks) {
        Map<Integer, Map<String, Object>> monitors = new TreeMap<>();
        for (int position = 0; position < callbacks.size(); position++) {
            @Nullable Map<String, Object> callback = callbacks.get(position);
            if (callback != null && PostRequest.TYPE.equals(callback.get("type"))) {
                monitors.put(position, callback);
            }
        }
        return monitors;
    }

    /** Of a run under way it is read when the recorder was restarted. */
    private Run run(String id) throws IOException {
        Run run = known.get(id);
        if (run == null) {
            run = new Run(PostedEpochs.readFrom(root, id).orElse(PostedEpochs.NOTHING), new HashSet<>());
            known.put(id, run);
        }
        return run;
    }

    private void note(String id, Run run, PostedEpochs posted) throws IOException {
        posted.writeTo(root, id);
        known.put(id, new Run(posted, run.said()));
    }

    private void send(VerdictApplied applied) throws IOException {
        Run run = run(applied.run());
        PostedEpochs after = run.posted();
        List<PendingPost> due = new ArrayList<>();
        for (Verdict.Recording recording : applied.recordings()) {
            Map<String, Object> monitor = run.posted().monitors().get(recording.position());
            if (monitor != null) {
                PendingPost post = post(applied, recording, monitor, run);
                if (post != null && !after.covers(post.target(), post.epoch())) {
                    after = after.with(post.target(), post.epoch());
                    due.add(post);
                }
            }
        }
        if (!due.isEmpty()) {
            note(applied.run(), run, after);
            due.forEach(queues::add);
        }
    }

    /** Null for what cannot be sent, which is said. */
    private @Nullable PendingPost post(
            VerdictApplied applied, Verdict.Recording recording, Map<String, Object> monitor, Run run) {
        int position = recording.position();
        try {
            PostRequest way = PostRequest.read(position, monitor);
            if (!queues.hasRoom(applied.run(), way.target())) {
                String reason = "epoch " + applied.epoch() + " is not posted: too many posts are waiting";
                failures.failed(new RecordingFailure(NAME, applied.run(), shown(way.target()), reason, false));
                return null;
            }
            return new PendingPost(
                    applied.run(),
                    way.target(),
                    applied.epoch(),
                    way.request(applied.epoch(), recording.logs()),
                    way.timeout(),
                    way.retries());
        } catch (RuntimeException | StackOverflowError e) {
            RecordingFailure failure = RecordingFailure.of(NAME, applied.run(), "callbacks[" + position + "]", e);
            if (run.said().size() < MOST_SAID && run.said().add(failure.place() + failure.reason())) {
                failures.failed(failure);
            }
            return null;
        }
    }

    private void say(String id, Run run, String what, String reason) {
        if (run.said().size() < MOST_SAID && run.said().add(what + ": " + reason)) {
            failures.failed(new RecordingFailure(NAME, id, what, reason, false));
        }
    }

    /** Without what may be a secret. */
    public static String shown(URI target) {
        return target.getScheme() + "://" + target.getRawAuthority() + target.getRawPath();
    }

    /** Drops what is still waiting. */
    @Override
    public void close() {
        queues.close();
    }
}
