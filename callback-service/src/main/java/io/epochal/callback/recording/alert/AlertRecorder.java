package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.AlertStep;
import io.epochal.callback.policy.alert.ToldSince;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.field.Identifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells destinations what happens to runs. What was told is on disk before it is sent, and what a destination has not taken yet
 * with it, so that the next process goes on with it. A failure is reported to {@link RecordingFailures} and concerns one run. For one
 * thread.
 */
public final class AlertRecorder implements AutoCloseable {
    /** As failures are reported. */
    public static final String NAME = "alerts";

    /** What happened earlier is news to nobody: it is told of no more when it is read. */
    static final Duration NEWS = Duration.ofDays(7);
    /** A run of which nothing was heard for so long is forgotten. */
    static final Duration MEMORY = Duration.ofDays(90);

    private static final long CHECKING_NANOS = Duration.ofSeconds(1).toNanos();

    private final AlertSettings settings;
    private final ToldRuns runs;
    private final AlertOutbox outbox;
    private final FoundAlerts found;
    private final AlertReports reports;
    private final Clock clock;
    private ToldSince since = new ToldSince(Instant.MAX, Map.of());
    private long checked = System.nanoTime() - CHECKING_NANOS;

    /**
     * @param root the recordings' folder, where {@code .alerts} keeps what was told
     * @param allowed private addresses that may be told
     */
    public AlertRecorder(
            AlertSettings settings,
            Path root,
            PrivateDestinations allowed,
            AlertCounts counts,
            RecordingFailures failures,
            Clock clock) {
        this(settings, root, allowed, counts, failures, clock, RetryPolicy.DEFAULT);
    }

    AlertRecorder(
            AlertSettings settings,
            Path root,
            PrivateDestinations allowed,
            AlertCounts counts,
            RecordingFailures failures,
            Clock clock,
            RetryPolicy policy) {
        this.settings = settings;
        this.runs = new ToldRuns(root);
        this.reports = new AlertReports(failures);
        FinishedAlerts finished = new FinishedAlerts(counts, failures);
        this.outbox = new AlertOutbox(
                runs, new AlertDelivery(settings.destinations(), allowed, policy, finished, clock), finished, reports);
        this.found = new FoundAlerts(settings.destinations().keySet(), runs, outbox, reports, clock);
        this.clock = clock;
    }

    /** To be called before the first event, and whenever this process becomes the one that tells. */
    public void begin() {
        release();
        Instant now = clock.instant();
        since = new ToldSince(now, Map.of());
        try {
            since = runs.memory().since(settings.rules().names(), now);
            for (String run : runs.memory().runs()) {
                load(run, now.minus(MEMORY));
            }
        } catch (IOException e) {
            reports.failed("-", "what was told", e);
        }
    }

    private void load(String run, Instant oldest) {
        try {
            runs.load(run, oldest).forEach(outbox::send);
        } catch (IOException e) {
            reports.failed(run, "what was told", e);
        }
    }

    /** To be called before another process may tell: it is to find what destinations have taken. */
    public void leave() {
        outbox.writeAll();
    }

    /** To be called when another process may tell from now on. */
    public void release() {
        outbox.clear();
        runs.clear();
        reports.forget();
    }

    /**
     * Finds what is to be told of an event; {@link #write} tells it.
     *
     * @param stored when the event was stored
     */
    public void record(TrainingEvent event, Instant stored) {
        try {
            Identifier.check("run", event.run());
            StoredAlerts run = runs.get(event.run());
            found.advance(run, run.state().after(event, stored, settings.rules(), since()));
        } catch (Throwable thrown) {
            reports.failed(event.run(), "an event", thrown);
        }
    }

    /** A run's trainer has published something that no rule waits for. */
    public void heard(String run, Instant stored) {
        StoredAlerts known = runs.find(run);
        if (known != null) {
            found.advance(known, new AlertStep(known.state().heard(stored), List.of()));
        }
    }

    /** Finds what the time alone tells, each second at most. To be called when all events that were stored by now are recorded. */
    public void check() {
        if (System.nanoTime() - checked < CHECKING_NANOS) {
            return;
        }
        checked = System.nanoTime();
        Instant now = clock.instant();
        for (StoredAlerts run : runs.active()) {
            found.advance(run, run.state().at(now, settings.rules(), since()));
        }
    }

    private ToldSince since() {
        Instant news = clock.instant().minus(NEWS);
        return since.all().isBefore(news) ? new ToldSince(news, since.rules()) : since;
    }

    /** Whether all that was found is on disk, and on its way. Else it is to be called again soon. */
    public boolean write() {
        return outbox.write();
    }

    /** The names of the destinations. */
    public Set<String> destinations() {
        return settings.destinations().keySet();
    }

    /** How many alerts a destination has not taken yet. */
    public int waiting(String destination) {
        return outbox.waiting(destination);
    }

    /** What still waits is left for the next process. */
    @Override
    public void close() {
        outbox.close();
    }
}
