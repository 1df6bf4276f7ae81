package io.epochal.callback.policy.alert;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the attempts at one run publish, in the order of the log; one second between two events. */
public final class AlertHistory {
    public static final Instant BEGINNING = Instant.parse("2026-11-28T00:00:00Z");
    static final int HEARTBEAT = 20;

    private static final TrainingParams PARAMS =
            new TrainingParams(null, List.of(), true, 0.1, false, false, Semantics.KERAS_3_15, Map.of(), null, true);
    private final String run;
    private final AttachedTrainer trainer;
    private final List<Map<String, Object>> callbacks;
    private final List<TrainingEvent> events = new ArrayList<>();
    private int attempt;
    private long sequence;

    public AlertHistory(String run, List<Map<String, Object>> callbacks) {
        this(run, callbacks, HEARTBEAT);
    }

    /** @param heartbeat seconds that its trainer promises */
    public AlertHistory(String run, List<Map<String, Object>> callbacks, int heartbeat) {
        this.run = run;
        this.trainer = new AttachedTrainer("8f0e1c", "a program", AttachedTrainer.Unit.EPOCH, List.of(), heartbeat);
        this.callbacks = callbacks;
    }

    /** Everything so far. */
    public List<TrainingEvent> events() {
        return List.copyOf(events);
    }

    /** When the event at this place was stored. */
    public static Instant stored(int index) {
        return BEGINNING.plusSeconds(index);
    }

    public AlertHistory started() {
        attempt++;
        sequence = 0;
        return add(new TrainingEvent.AttachedRunStarted(run, attempt, sequence, now(), trainer, PARAMS, callbacks));
    }

    /** The next attempt makes void what was published from this position on. */
    AlertHistory resumed(int epoch, int fromAttempt, long fromSequence) {
        attempt++;
        sequence = 0;
        return add(new TrainingEvent.AttachedRunResumed(
                run,
                attempt,
                sequence,
                now(),
                trainer,
                PARAMS,
                epoch,
                0,
                epoch,
                fromAttempt,
                fromSequence,
                null,
                callbacks));
    }

    /** An epoch with its loss and the rate that it was trained with. */
    public AlertHistory epoch(int epoch, double loss, double rate) {
        return add(new TrainingEvent.EpochEnded(
                run,
                attempt,
                sequence,
                now(),
                PARAMS,
                epoch,
                epoch + 1L,
                Metrics.of(Map.of("loss", loss)),
                rate,
                1,
                false,
                callbacks));
    }

    AlertHistory batch(int epoch, double loss) {
        return add(new TrainingEvent.BatchReached(
                run,
                attempt,
                sequence,
                now(),
                PARAMS,
                epoch,
                0,
                epoch,
                Metrics.of(Map.of("loss", loss)),
                0.1,
                callbacks,
                null));
    }

    /** The verdict on an epoch sets this rate, or none. */
    AlertHistory applied(int epoch, double rate, boolean sets) {
        List<Command> commands = sets ? List.of(new Command.SetLearningRate(rate)) : List.of();
        return add(new TrainingEvent.VerdictApplied(
                run, attempt, sequence, now(), sequence - 1, epoch, epoch + 1L, commands, List.of(), List.of(), rate));
    }

    AlertHistory requested(double rate, CommandOutcome outcome) {
        return add(new TrainingEvent.CommandApplied(
                run, attempt, sequence, now(), "c-1", new Command.SetLearningRate(rate), 0, 0, outcome));
    }

    AlertHistory overdue() {
        return add(new TrainingEvent.VerdictOverdue(run, attempt, sequence, now(), sequence - 1, 0, 0, 1));
    }

    public AlertHistory heartbeat() {
        return add(new TrainingEvent.Heartbeat(run, attempt, sequence, now(), 0, 0, 0));
    }

    AlertHistory suspended() {
        return add(new TrainingEvent.RunSuspended(run, attempt, sequence, now(), 0, 0, 0));
    }

    public AlertHistory ended(RunStatus status, String reason) {
        return add(new TrainingEvent.RunEnded(
                run, attempt, sequence, now(), status, reason, 2, null, Metrics.NONE, Metrics.NONE, 0.1, null));
    }

    /** An event of before once more. */
    AlertHistory repeated(int index) {
        events.add(events.get(index));
        return this;
    }

    int attempt() {
        return attempt;
    }

    long sequence() {
        return sequence;
    }

    private Instant now() {
        return BEGINNING.plusSeconds(events.size());
    }

    private AlertHistory add(TrainingEvent event) {
        sequence++;
        events.add(event);
        return this;
    }
}
