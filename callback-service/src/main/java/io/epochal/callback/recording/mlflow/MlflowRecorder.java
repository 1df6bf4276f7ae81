package io.epochal.callback.recording.mlflow;

import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Writes runs to MLflow's tracking server: each event once, in its run's order. Events wait here while MLflow cannot take them; one
 * that it refuses is reported to {@link RecordingFailures}, and affects no other. For one thread.
 */
public final class MlflowRecorder implements MlflowWriter {
    /** As failures are reported. */
    public static final String NAME = "mlflow";
    /** How long the requests for one event may take together. */
    public static final Duration LONGEST = Duration.ofMinutes(1);
    /** They change nothing in MLflow. */
    public static final Set<Class<? extends TrainingEvent>> IGNORED = EventEntries.IGNORED;

    private static final Logger LOG = Logger.getLogger(MlflowRecorder.class);
    private static final long SLICE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MOST_TRIES = 5;
    private static final int MOST_REPORTS = 10_000;

    private final MlflowServer server;
    private final MlflowRuns runs;
    private final RecordingFailures failures;
    private final LongSupplier nanos;
    private final Map<String, List<TrainingEvent>> waiting = new LinkedHashMap<>();
    /** A run of which every batch is refused is reported once. */
    private final Set<String> reported = new HashSet<>();

    private long pause;
    private long next;
    private int tries;
    private String alone = "";

    public MlflowRecorder(MlflowSettings settings, RecordingFailures failures) {
        this(settings, failures, System::nanoTime);
    }

    MlflowRecorder(MlflowSettings settings, RecordingFailures failures, LongSupplier nanos) {
        this.server = new MlflowServer(settings);
        this.runs = new MlflowRuns(server, settings, failures);
        this.failures = failures;
        this.nanos = nanos;
        this.next = nanos.getAsLong();
    }

    @Override
    public void add(TrainingEvent event) {
        try {
            Identifier.check("run", event.run());
        } catch (SpecException e) {
            failures.failed(RecordingFailure.of(NAME, event.run(), "an event", e));
            return;
        }
        waiting.computeIfAbsent(event.run(), run -> new ArrayList<>()).add(event);
    }

    @Override
    public void release() {
        waiting.clear();
        reported.clear();
        runs.forgetAll();
        tries = 0;
    }

    @Override
    public boolean write() throws InterruptedException {
        long began = nanos.getAsLong();
        if (!waiting.isEmpty() && began - next < 0) {
            return false;
        }
        while (!waiting.isEmpty()) {
            if (!writeFirst() || nanos.getAsLong() - began > SLICE_NANOS) {
                return waiting.isEmpty();
            }
        }
        return true;
    }

    /** Whether MLflow can be asked more. */
    private boolean writeFirst() throws InterruptedException {
        Iterator<Map.Entry<String, List<TrainingEvent>>> first =
                waiting.entrySet().iterator();
        Map.Entry<String, List<TrainingEvent>> run = first.next();
        List<TrainingEvent> events = run.getValue();
        boolean isAlone = alone.equals(run.getKey());
        server.allow(LONGEST);
        try {
            events.subList(0, runs.write(events, isAlone ? 1 : events.size())).clear();
            answered();
        } catch (MlflowUnavailableException e) {
            runs.forget(run.getKey());
            if (!isRefused(e)) {
                return false;
            }
            refused(run.getKey(), events, isAlone, e);
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable thrown) {
            runs.forget(run.getKey());
            refused(run.getKey(), events, isAlone, thrown);
        }
        if (events.isEmpty()) {
            first.remove();
            alone = isAlone ? "" : alone;
        }
        return true;
    }

    private void refused(String run, List<TrainingEvent> events, boolean isAlone, Throwable why) {
        tries = 0;
        if (events.size() > 1 && !isAlone) {
            // Which of them it was shows when they are written one by one.
            alone = run;
            return;
        }
        TrainingEvent event = events.remove(0);
        String place = event.getClass().getSimpleName() + " " + event.id();
        RecordingFailure failure = RecordingFailure.of(NAME, run, place, why);
        String reason = why instanceof MlflowRefusal ? String.valueOf(why.getMessage()) : failure.reason();
        if (reported.size() < MOST_REPORTS && reported.add(run + reason)) {
            failures.failed(new RecordingFailure(NAME, run, place, reason, false));
        }
    }

    /** Whether MLflow cannot take this event although it answers other questions, again and again. */
    private boolean isRefused(MlflowUnavailableException why) throws InterruptedException {
        server.allow(LONGEST);
        tries = server.answers() ? tries + 1 : 0;
        if (tries >= MOST_TRIES) {
            return true;
        }
        if (pause == 0) {
            LOG.warnf("MLflow does not take what is recorded; it is tried again until it does: %s", why.getMessage());
        }
        pause = Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, 2 * pause));
        next = nanos.getAsLong() + pause;
        return false;
    }

    private void answered() {
        if (pause > 0) {
            LOG.info("MLflow takes what is recorded again");
        }
        pause = 0;
        tries = 0;
    }
}
