package io.epochal.callback.recording.alert;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is to be told: on disk first, then on its way, and forgotten once destinations have it. For one thread. */
final class AlertOutbox implements AutoCloseable {
    private static final long WRITING_NANOS = Duration.ofSeconds(2).toNanos();

    private final ToldRuns runs;
    private final AlertDelivery delivery;
    private final FinishedAlerts finished;
    private final AlertReports reports;
    /** What is to be sent once it is on disk. */
    private final List<StoredAlerts.Pending> found = new ArrayList<>();

    private long written = System.nanoTime();
    private boolean unwritable;

    AlertOutbox(ToldRuns runs, AlertDelivery delivery, FinishedAlerts finished, AlertReports reports) {
        this.runs = runs;
        this.delivery = delivery;
        this.finished = finished;
        this.reports = reports;
    }

    /** To be sent once the state of its run is written. */
    void add(StoredAlerts.Pending pending) {
        found.add(pending);
    }

    /** Of what is on disk already. */
    void send(StoredAlerts.Pending pending) {
        for (String name : pending.alert().to()) {
            if (!delivery.send(name, new QueuedAlert(pending.alert(), pending.queued(), 0))) {
                finished.failed(pending.alert(), name, "there is no such destination any more");
            }
        }
    }

    /** Whether all that was found is on disk, and on its way. Else it is to be called again soon. */
    boolean write() {
        boolean news = noteFinished() || !found.isEmpty();
        boolean due = news || System.nanoTime() - written > WRITING_NANOS;
        return runs.areWritten() || (due && flush());
    }

    /** For the next process: what destinations have taken, now. */
    void writeAll() {
        noteFinished();
        var unused = flush();
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
            reports.failed(one.run(), "what was told", e);
        }
    }

    private boolean flush() {
        written = System.nanoTime();
        try {
            runs.write();
            unwritable = false;
        } catch (IOException e) {
            if (!unwritable) {
                reports.failedAnew("what was told", e);
            }
            unwritable = true;
        }
        // Also where the disk is full: told twice, if this process ends, is better than not told.
        found.forEach(this::send);
        found.clear();
        return !unwritable;
    }

    int waiting(String destination) {
        return delivery.waiting(destination);
    }

    /** Another process tells from now on. */
    void clear() {
        delivery.clear();
        finished.clear();
        found.clear();
        unwritable = false;
    }

    @Override
    public void close() {
        delivery.close();
    }
}
