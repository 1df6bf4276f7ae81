package io.epochal.callback.api.trainers;

import io.epochal.callback.api.log.LogFollower.EventHead;
import io.epochal.callback.api.log.RunOutline;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.AttachedRunResumed;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The runs under way that nobody has asked this process for: they are counted, and no more. */
final class OutlinedRuns {
    private static final Set<String> BEGINNINGS =
            Set.of(AttachedRunStarted.class.getSimpleName(), AttachedRunResumed.class.getSimpleName());

    private final Map<String, RunOutline> runs = new ConcurrentHashMap<>();

    void add(String run, RunOutline outline) {
        runs.put(run, outline);
    }

    /** What an event changes; one of an older attempt changes nothing. */
    void add(EventHead event) {
        if (BEGINNINGS.contains(event.type())) {
            event.decoded().get().map(OutlinedRuns::trainer).ifPresent(trainer -> begin(event, trainer));
        } else {
            runs.computeIfPresent(event.run(), (run, known) -> after(known, event));
        }
    }

    private void begin(EventHead event, AttachedTrainer trainer) {
        int attempt = event.position().attempt();
        runs.compute(
                event.run(),
                (run, known) -> known != null && known.attempt() >= attempt
                        ? after(known, event)
                        : new RunOutline(attempt, event.time(), trainer.heartbeat()));
    }

    private static @Nullable RunOutline after(RunOutline known, EventHead event) {
        if (event.position().attempt() < known.attempt()) {
            return known;
        }
        return event.ends() ? null : known.heard(event.time());
    }

    private static @Nullable AttachedTrainer trainer(TrainingEvent event) {
        return event instanceof AttachedRunStarted started
                ? started.trainer()
                : event instanceof AttachedRunResumed resumed ? resumed.trainer() : null;
    }

    void forget(String run) {
        runs.remove(run);
    }

    int underWay() {
        return runs.size();
    }

    long lost(Instant now) {
        return runs.values().stream().filter(run -> run.isLost(now)).count();
    }
}
