package io.epochal.trainer.run.barrier;

import io.epochal.trainer.run.checkpoint.Savepoint;
import io.epochal.trainer.run.state.Trial;
import java.util.HashMap;
import java.util.Map;

/** What is held for a trial until it ends: the savepoint at its barrier event, and the events that it has not published. */
public final class OpenTrials {
    private final Map<Long, Held> bySequence = new HashMap<>();

    /** Of one trial. */
    record Held(Savepoint savepoint, PendingEvents events) {}

    void open(Trial trial, Savepoint savepoint) {
        bySequence.put(trial.sequence(), new Held(savepoint, new PendingEvents()));
    }

    /** Reports this once the trial is confirmed; never, if it is not. */
    public void defer(Trial trial, Runnable report) {
        held(trial).events().add(report);
    }

    /** The trial has ended: what was held for it is the caller's. */
    Held close(Trial trial) {
        Held held = held(trial);
        bySequence.remove(trial.sequence());
        return held;
    }

    private Held held(Trial trial) {
        Held held = bySequence.get(trial.sequence());
        if (held == null) {
            throw new IllegalStateException("the trial of event " + trial.sequence() + " is not open");
        }
        return held;
    }
}
