package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.AlertStep;
import io.epochal.callback.policy.alert.RunAlert;
import io.epochal.callback.policy.alert.ToldSince;
import io.epochal.callback.recording.RecordingFailure;
import io.epochal.callback.recording.RecordingFailures;
import io.epochal.callback.recording.http.PrivateDestinations;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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

    private static final long WRITING_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long CHECKING_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_REPORTS = 10_000;

    private final AlertSettings settings;
    private final ToldRuns runs;
    private final AlertDelivery delivery;
    private final FinishedAlerts finished;
    private final RecordingFailures failures;
    private final Clock clock;
    /** What is to be sent once it is on disk. */
    private final List<StoredAlerts.Pending> found = new ArrayList<>();

    private final Set<String> reported = new HashSet<>();
    private ToldSince since = new ToldSince(Instant.MAX, Map.of());
    private long written = System.nanoTime();
    private long checked = written - CHECKING_NANOS;
    private boolean unwritable;

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
        this.failures = failures;
        this.finished = new FinishedAlerts(counts, failures);
        this.delivery = new AlertDelivery(settings.destinations(), allowed, policy, finished, clock);
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
            report("-", "what was told", e);
        }
    }

    private void load(String run, Instant oldest) {
        try {
            runs.load(run, oldest).forEach(this::send);
        } catch (IOException e) {
            report(run, "what was told", e);
        }
    }

    /** To be called before another process may tell: it is to find what destinations have taken. */
    public void leave() {
        noteFinished();
        var unused = flush();
    }

    /** To be called when another process may tell from now on. */
    public void release() {
        delivery.clear();
        finished.clear();
        runs.clear();
        found.clear();
        reported.clear();
        unwritable = false;
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
            advance(run, run.state().after(event, stored, settings.rules(), since()));
        } catch (Throwable thrown) {
            report(event.run(), "an event", thrown);
        }
    }

    /** A run's trainer has published something that no rule waits for. */
    public void heard(String run, Instant stored) {
        StoredAlerts known = runs.find(run);
        if (known != null) {
            advance(known, new AlertStep(known.state().heard(stored), List.of()));
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
            advance(run, run.state().at(now, settings.rules(), since()));
        }
    }

    private ToldSince since() {
        Instant news = clock.instant().minus(NEWS);
        return since.all().isBefore(news) ? new ToldSince(news, since.rules()) : since;
    }

    private void advance(StoredAlerts run, AlertStep step) {
        if (step.next().equals(run.state())) {
            return;
        }
        StoredAlerts next = run.with(step.next());
        for (RunAlert alert : step.alerts()) {
            List<String> to = alert.to().stream()
                    .filter(name -> isDestination(alert, name))
                    .toList();
            if (!to.isEmpty()) {
                StoredAlerts.Pending pending = new StoredAlerts.Pending(alert.to(to), clock.instant());
                next = next.with(pending);
                found.add(pending);
            }
        }
        runs.put(next);
    }

    /** A run may name one that there is not. */
    private boolean isDestination(RunAlert alert, String name) {
        boolean is = settings.destinations().containsKey(name);
        if (!is) {
            report(
                    alert.run(),
                    "alert " + alert.rule(),
                    new SpecException(
                            "to",
                            "must name destinations of epochal.alerts.file, which has "
                                    + String.join(", ", settings.destinations().keySet()),
                            name));
        }
        return is;
    }

    /** Whether all that was found is on disk, and on its way. Else it is to be called again soon. */
    public boolean write() {
        boolean news = noteFinished() || !found.isEmpty();
        boolean due = news || System.nanoTime() - written > WRITING_NANOS;
        return runs.areWritten() || (due && flush());
    }

    private boolean noteFinished() {
        boolean any = false;
        for (FinishedAlerts.Finished one = finished.next(); one != null; one = finished.next()) {
            forget(one);
            any = true;
        }
        return any;
    }

    private void forget(FinishedAlerts.Finished one) {
        try {
            runs.put(runs.get(one.run()).without(one.id(), one.destination()));
        } catch (IOException e) {
            report(one.run(), "what was told", e);
        }
    }

    private boolean flush() {
        written = System.nanoTime();
        try {
            runs.write();
            unwritable = false;
        } catch (IOException e) {
            if (!unwritable) {
                failures.failed(RecordingFailure.of(NAME, "-", "what was told", e));
            }
            unwritable = true;
        }
        // Also where the disk is full: told twice, if this process ends, is better than not told.
        found.forEach(this::send);
        found.clear();
        return !unwritable;
    }

    private void send(StoredAlerts.Pending pending) {
        for (String name : pending.alert().to()) {
            if (!delivery.send(name, new QueuedAlert(pending.alert(), pending.queued(), 0))) {
                finished.failed(pending.alert(), name, "there is no such destination any more");
            }
        }
    }

    private void report(String run, String place, Throwable why) {
        RecordingFailure failure = RecordingFailure.of(NAME, run, place, why);
        if (reported.size() < MOST_REPORTS && reported.add(run + place + failure.reason())) {
            failures.failed(failure);
        }
    }

    /** The names of the destinations. */
    public Set<String> destinations() {
        return settings.destinations().keySet();
    }

    /** How many alerts a destination has not taken yet. */
    public int waiting(String destination) {
        return delivery.waiting(destination);
    }

    /** What still waits is left for the next process. */
    @Override
    public void close() {
        delivery.close();
    }
}
